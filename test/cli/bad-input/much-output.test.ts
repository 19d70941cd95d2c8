import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { run } from '../run.ts';

/** Loaded into every process of the run: each writes down its peak memory (in KiB) when it ends. */
const peak = `
  const { writeFileSync } = require('node:fs');
  const role = /ztest\\.cjs$/.test(process.argv[1] ?? '') ? 'command' : 'other';
  process.on('exit', () => writeFileSync('peak-' + role + '.txt', String(process.resourceUsage().maxRSS)));
`;

test(
  '100 MB of output cost the command no memory and the run little time',
  async () => {
    using ended = await run(
      {
        'peak.cjs': peak,
        'a.test.ts': `
        import { test } from 'ztest';
        const line = 'x'.repeat(99);
        test('many lines', { timeout: '60s' }, () => { for (let i = 0; i < 1_000_000; i++) console.log(line); });
        test('one line', { timeout: '60s' }, () => { console.log('y'.repeat(100_000_000)); });
      `,
      },
      [],
      { env: { NODE_OPTIONS: '--require ./peak.cjs' } },
    );
    expect(ended.exitCode).toBe(0);
    expect(testOutcomes(ended.events)).toEqual({ 'many lines': 'passed', 'one line': 'passed' });
    expect(ended.output.length).toBeLessThan(2_000_000);
    expect(Number(ended.project.read('peak-command.txt'))).toBeLessThan(200 * 1024);
    expect(ended.output).toMatch(/… 99\.7 MB more of this output is in \S+\.log/);
    const folder = join(ended.project.directory, '.ztest/output');
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(sizes).toHaveLength(2);
    expect(Math.min(...sizes)).toBeGreaterThan(99_000_000);
  },
  '120s',
);

test('what is not printed to the end stays whole in its file', async () => {
  using ended = await run({
    'a.test.ts': `
      import { test } from 'ztest';
      test('counts', () => { for (let i = 0; i < 60_000; i++) console.log('line ' + i); });
    `,
  });
  const [file = ''] = readdirSync(join(ended.project.directory, '.ztest/output'));
  const rest = readFileSync(join(ended.project.directory, '.ztest/output', file), 'utf8');
  expect(rest.endsWith('\nline 59998\nline 59999\n')).toBe(true);
  const shown = ended.events.flatMap((event) =>
    event.type === 'output' && event.stream === 'stdout' ? event.text : [],
  );
  expect(shown.join('') + rest).toBe(
    Array.from({ length: 60_000 }, (_, i) => `line ${i}\n`).join(''),
  );
});

test('output that cannot be stored is counted', async () => {
  using ended = await run({
    '.ztest': 'a file in the place of the folder',
    'a.test.ts': `
      import { test } from 'ztest';
      test('prints', () => { console.log('z'.repeat(2_000_000)); });
    `,
  });
  expect(ended.exitCode).toBe(0);
  expect(ended.output).toContain('1.7 MB more of this output were dropped');
});
