/** Which failures a debugger does not stop at, as the code around them says. */
import { expect, test } from 'ztest';
import { isCaught } from '../../../test-host/debugging/caught-places.ts';

/** @param text with a `|` where the assertion stands */
function check(text: string, path = 'a.test.ts'): boolean {
  const [before = '', after = ''] = text.split('|');
  const lines = before.split('\n');
  const place = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  return isCaught({ path, text: before + after }, place);
}

test.each([
  ['nothing around it', 'expect(1).|toBe(2)', false],
  ['a catch', 'try { expect(1).|toBe(2) } catch {}', true],
  [
    'a catch further out',
    'try { if (a) { for (const b of c) expect(b).|toBe(2) } } catch {}',
    true,
  ],
  ['a catch that throws anew', 'try { expect(1).|toBe(2) } catch (e) { log(e); throw e }', false],
  ['a catch with a function that throws', 'try { |f() } catch { g(() => { throw 1 }) }', true],
  ['a finally alone', 'try { expect(1).|toBe(2) } finally {}', false],
  ['the catch block itself', 'try { f() } catch { expect(1).|toBe(2) }', false],
  ['a catch around the function', 'try { test(() => { expect(1).|toBe(2) }) } catch {}', false],
  ['a catch in the function', 'function f() {\n  try {\n    g().|toBe(2)\n  } catch {}\n}', true],
  ['a place that is not there', '\n\n\n|', false],
])('%s: %s', (_what, text, expected) => {
  expect(check(text)).toBe(expected);
});

test.each(['a.test.tsx', 'a.test.js', 'a.test.mjs'])('in %s', (path) => {
  expect(check('try { render(<b />); expect(1).|toBe(2) } catch {}', path)).toBe(true);
});
