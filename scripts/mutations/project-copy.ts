/** A copy of a project, in which a command of ztest runs as a user starts it. */
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Mutant } from './mutant.ts';

const COMMAND = path.resolve(import.meta.dirname, '../../bin/ztest.cjs');
const MOST_OUTPUT = 512 * 1024 * 1024;
/** Of one command: a mutant may loop. */
const MOST_MS = 60_000;

/** Other tools that this process loads set some. */
const ENV = { ...process.env, CI: '1' }; // no snapshot is written, so that each run finds those of the project

export type Outcomes = ReadonlyMap<string, string>;

/** A run of everything takes longer than anybody waits: the mutant loops. */
export class TooLong extends Error {}

export class ProjectCopy {
  readonly directory: string;
  readonly #originals = new Map<string, Buffer | undefined>();
  readonly #made: string[] = [];
  #env: Readonly<Record<string, string>> = {};

  constructor(project: string, directory: string) {
    this.directory = directory;
    fs.cpSync(project, directory, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (from) => !/\/(?:node_modules|\.git|\.ztest|coverage)$/.test(from),
    });
    const packages = path.join(path.resolve(project), 'node_modules');
    if (fs.existsSync(packages)) fs.symlinkSync(packages, path.join(directory, 'node_modules'));
  }

  has(file: string): boolean {
    return fs.existsSync(path.join(this.directory, file));
  }

  apply({ changes, env = {} }: Mutant): void {
    for (const { file, text } of changes) {
      const place = path.join(this.directory, file);
      this.#originals.set(place, fs.existsSync(place) ? fs.readFileSync(place) : undefined);
      if (text === undefined) fs.rmSync(place);
      else {
        const made = fs.mkdirSync(path.dirname(place), { recursive: true });
        if (made !== undefined) this.#made.push(made);
        fs.writeFileSync(place, text);
      }
    }
    this.#env = env;
  }

  undo(): void {
    for (const [place, bytes] of this.#originals) {
      if (bytes === undefined) fs.rmSync(place);
      else fs.writeFileSync(place, bytes);
    }
    this.#originals.clear();
    for (const folder of this.#made.splice(0)) fs.rmSync(folder, { recursive: true });
    this.#env = {};
  }

  /** What became of each test that ran. */
  run(args: readonly string[] = []): Outcomes {
    const record = `${this.directory}.ndjson`;
    fs.rmSync(record, { force: true });
    this.ask(['run', ...args, '--report', `events=${record}`]);
    const outcomes = new Map<string, string>();
    if (!fs.existsSync(record)) return outcomes;
    for (const line of fs.readFileSync(record, 'utf8').split('\n')) {
      if (!line.includes('"test-finished"')) continue;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own report
      const event = JSON.parse(line) as { type: string; id: string } & Outcome;
      if (event.type === 'test-finished' && !NOT_RUN.has(event.reason ?? ''))
        outcomes.set(event.id, event.outcome);
    }
    return outcomes;
  }

  ask(args: readonly string[]): string {
    try {
      const options: ExecFileSyncOptionsWithStringEncoding = {
        cwd: this.directory,
        encoding: 'utf8',
        maxBuffer: MOST_OUTPUT,
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: MOST_MS,
        env: { ...ENV, ...this.#env },
      };
      return execFileSync(process.execPath, [COMMAND, ...args], options);
    } catch (error) {
      if (error instanceof Error && Reflect.get(error, 'code') === 'ETIMEDOUT') throw new TooLong();
      const output: unknown = error instanceof Error ? Reflect.get(error, 'stdout') : undefined; // tests that fail are an answer
      return typeof output === 'string' ? output : '';
    }
  }
}

interface Outcome {
  readonly outcome: string;
  readonly reason?: string;
}

const NOT_RUN = new Set(['filter', 'cancelled', 'bail']);
