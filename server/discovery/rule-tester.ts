/** ESLint's `RuleTester` declares tests from inside of its package: a suite a rule, a test for each piece of code. */
import type { EvaluateOptions } from './evaluate.ts';
import { isPlain } from './test-arguments.ts';
import { Native, NO_MODIFIERS, TestFunction, Unknown, type CallPlace } from './values.ts';

export function createRuleTester({ callTest }: EvaluateOptions): Native {
  const suite = new TestFunction('suite', 'jest', NO_MODIFIERS);
  const test = new TestFunction('test', 'jest', NO_MODIFIERS);
  const run = new Native(([rule, , cases], place) => {
    if (place === undefined || place.call.is !== 'call') return undefined;
    const at: CallPlace = { ...place, call: { ...place.call, args: [], text: '…' } };
    const declare = (title: unknown, body: () => void): void =>
      void callTest(suite, [title, new Native(body)], at);
    const declareCases = (kind: 'valid' | 'invalid'): void => {
      const given = casesOf(cases, kind);
      if (Array.isArray(given) && given.length === 0) return;
      declare(kind, () => {
        const titles = Array.isArray(given) ? given.map(titleOf) : [given];
        for (const title of titles) callTest(test, [title, new Native(() => undefined)], at);
      });
    };
    declare(rule, () => {
      declareCases('valid');
      declareCases('invalid');
    });
    return undefined;
  });
  return new Native(
    () => undefined,
    (name) => (name === 'run' ? run : new Unknown(`"${name}" is known only when the file runs`)),
  );
}

function casesOf(cases: unknown, kind: string): readonly unknown[] | Unknown {
  if (cases instanceof Unknown) return cases;
  const given: unknown = isPlain(cases) ? Reflect.get(cases, kind) : undefined;
  if (Array.isArray(given)) return Array.from<unknown>(given);
  return given instanceof Unknown ? given : [];
}

function titleOf(given: unknown): unknown {
  if (!isPlain(given)) return given;
  const title: unknown = Reflect.get(given, 'name') ?? Reflect.get(given, 'code');
  return typeof title === 'string' ? visible(title) : title;
}

/** Characters that no terminal shows, but line breaks, are written as their numbers. */
function visible(text: string): string {
  return Array.from(text, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code > 0x1a || letter === '\n' ? letter : `\\u${code.toString(16).padStart(4, '0')}`;
  }).join('');
}
