/** A file for what one test prints beyond what its report can hold. Writing it costs little, failing to costs nothing. */
import fs from 'node:fs';
import path from 'node:path';
import { realNow } from './intrinsics.ts';

/** Characters that are collected before they are written. */
const CHUNK = 256 * 1024;
/** Characters of one test: a loop that prints must not fill the disk. */
const LIMIT = 256 * 1024 * 1024;
/** Milliseconds that the files of earlier runs are kept. */
const KEPT_FOR = 60 * 60 * 1000;

// User code may replace what it finds in this module.
const { openSync, writeSync, closeSync, mkdirSync, readdirSync, statSync, rmSync } = fs;

export class OverflowFile {
  readonly path: string;
  #descriptor: number | undefined;
  #waiting: string[] = [];
  #waitingLength = 0;
  #size = 0;
  #written = 0;

  /** @param name tells it from the others of this process */
  constructor(directory: string, name: string) {
    this.path = path.join(directory, `output-${process.pid}-${name}.log`);
    try {
      mkdirSync(directory, { recursive: true });
      removeOld(directory);
      this.#descriptor = openSync(this.path, 'w');
    } catch {
      // read-only or full: the text is counted and dropped
    }
  }

  add(text: string): void {
    this.#size += text.length;
    if (this.#descriptor === undefined || this.#size > LIMIT) return;
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    if (this.#waitingLength >= CHUNK) this.#write();
  }

  /** @returns a sentence that says what was left out, and where it is */
  close(): string {
    this.#write();
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    const megabytes = `${(this.#size / 1e6).toFixed(1)} MB`;
    if (this.#written === 0)
      return `… ${megabytes} more of this output were dropped: ${this.path} could not be written`;
    const part =
      this.#written < this.#size
        ? `, of which the first ${(this.#written / 1e6).toFixed(1)} MB are`
        : ' is';
    return `… ${megabytes} more of this output${part} in ${this.path}`;
  }

  #write(): void {
    if (this.#descriptor === undefined || this.#waitingLength === 0) return;
    const bytes = Buffer.from(this.#waiting.join(''));
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
      this.#written += this.#waitingLength;
    } catch {
      closeSync(this.#descriptor); // no room: what is written stays
      this.#descriptor = undefined;
    }
    this.#waiting = [];
    this.#waitingLength = 0;
  }
}

function removeOld(directory: string): void {
  for (const name of readdirSync(directory)) {
    const file = path.join(directory, name);
    const age = realNow() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (name.startsWith('output-') && age > KEPT_FOR) rmSync(file, { force: true });
  }
}
