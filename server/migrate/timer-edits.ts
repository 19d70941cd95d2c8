/** Fake timers as Jest had them until version 26, said in the words of today's. */
import { ts } from 'ts-morph';
import type { Note } from './notes.ts';
import type { TextEdit } from './text-edit.ts';

export interface TimerEdit {
  readonly edit?: TextEdit;
  readonly note?: Omit<Note, 'file' | 'line'>;
}

/** What legacy timers left real. */
const NOT_FAKED = [
  'Date',
  'hrtime',
  'performance',
  'queueMicrotask',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'Intl',
  'Temporal',
];

/** @param call `jest.useFakeTimers(…)` */
export function timerEdit(
  call: ts.CallExpression,
  jestMajor: number | undefined,
): TimerEdit | undefined {
  const [argument] = call.arguments;
  const inner = { start: call.arguments.pos, end: call.arguments.end };
  if (argument !== undefined && ts.isStringLiteralLike(argument)) {
    if (argument.text === 'modern') return { edit: { ...inner, text: '' } };
    return argument.text === 'legacy' ? asLegacy(inner) : undefined;
  }
  if (argument === undefined) {
    return jestMajor !== undefined && jestMajor < 27 ? asLegacy(inner) : undefined;
  }
  const isLegacy = /\blegacyFakeTimers:\s*true\b/.test(argument.getText());
  return isLegacy ? asLegacy(inner) : undefined;
}

function asLegacy(range: { readonly start: number; readonly end: number }): TimerEdit {
  const names = NOT_FAKED.map((name) => `'${name}'`).join(', ');
  return {
    edit: { ...range, text: `{ doNotFake: [${names}] }` },
    note: {
      kind: 'changed',
      what: 'legacy fake timers become modern ones that fake as little',
      advice:
        'setTimeout and the others are no mock functions then: where a test expects calls of them, use mock.spyOn(globalThis, "setTimeout").',
      minutes: 2,
    },
  };
}
