import { expect, test } from 'ztest';
import { run } from '../run.ts';

test(
  '10,000 tests in one file run within seconds',
  async () => {
    const declarations = Array.from(
      { length: 10_000 },
      (_, i) => `test('case ${i}', () => { expect(${i} % 2).toBe(${i % 2}); });`,
    );
    using ended = await run(
      {
        'peak.cjs': `process.on('exit', () => require('node:fs').appendFileSync('peaks.txt', process.resourceUsage().maxRSS + '\\n'));`,
        'a.test.ts': [`import { expect, test } from 'ztest';`, ...declarations, ''].join('\n'),
      },
      ['--report', 'terminal'],
      { env: { NODE_OPTIONS: '--require ./peak.cjs' } },
    );
    expect(ended.exitCode).toBe(0);
    expect(ended.output).toContain('Tests: 10000 passed, 0 failed');
    const peaks = ended.project.read('peaks.txt').trim().split('\n').map(Number);
    expect(Math.max(...peaks)).toBeLessThan(400 * 1024);
  },
  '60s',
);

test(
  '10,000 failures are counted, and the first of them shown',
  async () => {
    using ended = await run({
      'a.test.ts': `
      import { expect, test } from 'ztest';
      test.each(Array.from({ length: 10_000 }, (_, i) => [i]))('case %i', (i) => { expect(i).toBe(-1); });
    `,
    });
    expect(ended.exitCode).toBe(1);
    expect(ended.output).toContain('Tests: 0 passed, 10000 failed');
    expect(ended.output).toContain('… 9900 more failures');
    expect(ended.output.length).toBeLessThan(200_000);
  },
  '120s',
);

test(
  '10,000 tests that fail without saying where do not wait for their places',
  async () => {
    using ended = await run(
      {
        'a.test.ts': `
      import { test } from 'ztest';
      for (let i = 0; i < 10_000; i++) test('case ' + i, () => { throw 'text'; });
    `,
      },
      [],
      { records: false },
    );
    expect(ended.exitCode).toBe(1);
    expect(ended.output).toContain('Tests: 0 passed, 10000 failed');
  },
  '60s',
);
