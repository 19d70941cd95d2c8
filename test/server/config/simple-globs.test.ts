import picomatch from 'picomatch';
import { expect, suite, test } from 'ztest';
import { simpleExpression } from '../../../server/config/simple-glob.ts';
import { mulberry32 } from '../../../server/running/plan.ts';

const SEGMENTS =
  '** * src .a *.ts *.test.ts a* a*b *a* .* *.* x-y *.{test,spec}.ts {a,src} {a,b}.ts test-*.ts'.split(
    ' ',
  );
const NAMES =
  'src a .a x.ts a.test.ts b.spec.ts ab axb .ts b x-y a.b test-1.ts .test.ts xax b.ts'.split(' ');

suite('a simple glob', () => {
  test('matches what the glob library matches', () => {
    const random = mulberry32(7);
    const pick = (from: readonly string[]): string =>
      from[Math.floor(random() * from.length)] ?? '';
    const some = (from: readonly string[]): string =>
      Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(from)).join('/');
    const different: string[] = [];
    let compared = 0;
    for (let i = 0; i < 3000; i++) {
      const glob = some(SEGMENTS);
      const source = simpleExpression(glob);
      if (source === undefined) continue;
      const expression = new RegExp(source);
      const matches = picomatch(glob, { dot: true });
      for (let k = 0; k < 10; k++) {
        const path = (random() < 0.2 ? '/' : '') + some(NAMES);
        compared++;
        if (expression.test(path) !== matches(path)) different.push(`${glob} and ${path}`);
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(10_000);
  });

  test.each(['src/**/*.test.ts', '**/src/**/*.spec.{ts,tsx}', 'packages/*/test/**', 'test-*.ts'])(
    '%s needs no library',
    (glob) => {
      expect(simpleExpression(glob)).toBeDefined();
    },
  );

  test.each(['**', '*/a.ts', 'src/**/**', 'src/?(a).ts', '[ab].ts', '!(a).ts', 'a/{b,c/d}.ts'])(
    '%s is left to the library',
    (glob) => {
      expect(simpleExpression(glob)).toBeUndefined();
    },
  );
});
