import { expect, suite, test } from 'ztest';
import { watchProject } from '../../support/watch-project.ts';

const waiting = 'Waiting for changes';
const marker = { 'mark.ts': 'export const mark: number = 0;\n' };
const readsMarker = `import { mark } from './mark.ts';\nvoid mark;\n`;

/** Something is changed; whatever began a run before it would be seen before its own. */
const touched = { 'mark.ts': 'export const mark: number = 1;\n' };

suite('what tests write begins no run', { timeout: '2m' }, () => {
  test('data that they read again, and code that they make', async () => {
    using watch = watchProject({
      ...marker,
      'made.ts': 'export const made: number = 0;\n',
      'a.test.ts': `import fs from 'node:fs';
import { test } from 'ztest';
import { made } from './made.ts';
${readsMarker}
test('writes', () => {
  void made;
  fs.writeFileSync('out.json', JSON.stringify(performance.now()));
  fs.readFileSync('out.json', 'utf8');
  fs.writeFileSync('made.ts', \`export const made: number = \${performance.now()};\\n\`);
});
`,
    });
    await watch.until(waiting);
    await watch.until('ZT1053: made.ts is written by the tests that depend on it');
    watch.project.write(touched);
    expect(await watch.until('because')).not.toContain('Tests:');
    await watch.until('mark.ts changed');
    await watch.until(waiting);
  });

  test('snapshots', async () => {
    using watch = watchProject({
      ...marker,
      'a.test.ts': `import { expect, test } from 'ztest';
${readsMarker}
test('file', () => { expect(1).toMatchSnapshot(); });
test('inline', () => { expect(1).toMatchInlineSnapshot(); });
`,
    });
    expect(await watch.until(waiting)).toContain('2 written');
    expect(watch.project.read('a.test.ts')).toContain('toMatchInlineSnapshot(`1`)');
    watch.project.write(touched);
    expect(await watch.until('because')).not.toContain('Tests:');
    await watch.until('mark.ts changed');
    watch.kill('SIGTERM');
  });

  test('a file that a child writes is recognised, and said', async () => {
    using watch = watchProject({
      'made.ts': 'export const made: number = 0;\n',
      'a.test.ts': `import { execFileSync } from 'node:child_process';
import { test } from 'ztest';
import { made } from './made.ts';
test('builds', () => {
  void made;
  execFileSync('/bin/sh', ['-c', 'echo "export const made: number = $$;" > made.ts']);
});
`,
    });
    await watch.until('ZT1053: made.ts changes whenever tests run that depend on it');
  });

  test('reports, coverage and our own data', async () => {
    using watch = watchProject(
      {
        ...marker,
        'a.test.ts': `import { test } from 'ztest';\n${readsMarker}test('a', () => {});\n`,
      },
      ['--coverage', '--coverage.report=lcov', '--report=terminal,junit'],
    );
    await watch.until(waiting);
    expect(watch.project.has('test-results/junit.xml')).toBe(true);
    watch.project.write(touched);
    expect(await watch.until('because')).not.toContain('Tests:');
    await watch.until('mark.ts changed');
  });
});
