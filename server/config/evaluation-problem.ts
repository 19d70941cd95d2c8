/** Why a configuration could not be evaluated, with its place: the loader's words are kept. */
import path from 'node:path';
import type { Problem } from '../../test-host/protocol.ts';
import type { Position } from './key-positions.ts';
import { configNotLoaded } from './messages.ts';

export interface EvaluatedFile {
  /** Absolute. */
  readonly file: string;
  readonly shown: string;
}

/** @param error an `Error`, or a `SerializedError` from a host */
export function evaluationProblem(error: unknown, { file, shown }: EvaluatedFile): Problem {
  const message = textOf(error, 'message') ?? String(error);
  const hint = textOf(error, 'hint');
  const position = fromFrames(error, file) ?? fromText(error, file);
  const problem = configNotLoaded({ file: shown, ...position }, message);
  return hint === undefined ? problem : { ...problem, hint };
}

/** Frames of a `SerializedError`, or its `location`. */
function fromFrames(error: unknown, file: string): Position | undefined {
  for (const frame of [member(error, 'location'), ...asList(member(error, 'stack'))]) {
    const line = member(frame, 'line');
    const column = member(frame, 'column');
    const isHere = path.basename(textOf(frame, 'file') ?? '') === path.basename(file);
    if (isHere && typeof line === 'number') {
      return { line, column: typeof column === 'number' ? column : 1 };
    }
  }
  return undefined;
}

/** `…/ztest.config.ts:3:7` in the message or the stack. */
function fromText(error: unknown, file: string): Position | undefined {
  const text = `${textOf(error, 'message') ?? ''}\n${textOf(error, 'stack') ?? ''}`;
  const name = path.basename(file);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const match = /^:(\d+)(?::(\d+))?/.exec(text.slice(at + name.length));
    if (match !== null) return { line: Number(match[1]), column: Number(match[2] ?? 1) };
  }
  return undefined;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown, key: string): string | undefined {
  const text = member(value, key);
  return typeof text === 'string' ? text : undefined;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
