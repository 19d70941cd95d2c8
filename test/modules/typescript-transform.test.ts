/** What TypeScript's transformer gives, as a debugger sees it. */
import { expect, test } from 'ztest';
import { transformWithTypeScript } from '../../modules/typescript-transform.ts';

test.each(['/shop/late.ts', '/shop/late.tsx', '/shop/odd "name".mjs'])(
  'the source map of %s speaks of its source',
  (path) => {
    const input = { path, source: 'await 1;\n', compilerOptions: {}, isEsModule: true };
    const { map } = transformWithTypeScript(input, { isAsync: true });
    expect(JSON.parse(map)).toMatchObject({ sources: [path] });
  },
);
