import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'ztest';
import type { Format } from '../../../client/reporters/formats.ts';
import type { OutputStream } from '../../../client/reporters/output-stream.ts';
import { defaultReports, parseReportSpecs } from '../../../client/reporters/report-specs.ts';
import {
  createReporters,
  startReports,
  type ReportersContext,
} from '../../../client/reporters/run-reporters.ts';
import type { Reporter } from '../../../client/reporters/reporter.ts';
import { error, file, fileEvents, runEvents } from './support.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ztest-reporters-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Console {
  readonly context: ReportersContext;
  text: string;
  errors: string;
}

function fakeConsole(more: Partial<ReportersContext> = {}): Console {
  const stream = (write: OutputStream['write']): OutputStream => ({
    isTTY: false,
    columns: () => 80,
    rows: () => 24,
    write,
  });
  const seen: Console = {
    text: '',
    errors: '',
    context: {
      rootDir: folder,
      cwd: folder,
      outputDir: path.join(folder, 'test-results'),
      env: {},
      stdout: stream((text) => void (seen.text += text)),
      stderr: stream((text) => void (seen.errors += text)),
      slowThreshold: 300,
      ...more,
    },
  };
  return seen;
}

const events = runEvents(
  fileEvents(file, [{ titles: ['a'] }, { titles: ['b'], outcome: 'failed', errors: [error('x')] }]),
);

async function run(specs: readonly string[], seen: Console): Promise<unknown[]> {
  const reporters = createReporters(specs, seen.context);
  expect(reporters.usageProblems).toEqual([]);
  for (const event of events) reporters.onEvents([event]);
  return await reporters.finish();
}

test('writes several reports of one run', async () => {
  const seen = fakeConsole();
  expect(await run(['terminal,junit', 'json', 'tap=out/results.tap'], seen)).toEqual([]);
  expect(seen.text).toContain(
    'Reports: test-results/junit.xml, test-results/report.json, out/results.tap\n',
  );
  expect(readdirSync(path.join(folder, 'test-results')).sort()).toEqual([
    'junit.xml',
    'report.json',
  ]);
  expect(readFileSync(path.join(folder, 'out/results.tap'), 'utf8')).toMatch(/^TAP version 14\n/);
});

test('sends the terminal report to standard error when a report takes standard output', async () => {
  const seen = fakeConsole();
  await run(['terminal', 'json=-'], seen);
  expect(JSON.parse(seen.text)).toMatchObject({ schema: 'ztest-report' });
  expect(seen.errors).toContain('Tests: 1 passed, 1 failed');
});

test('writes lines for GitHub after the report that owns the console', async () => {
  const seen = fakeConsole();
  await run(['github', 'dot'], seen);
  expect(seen.text.indexOf('::error')).toBeGreaterThan(
    seen.text.indexOf('Run the failed ones again'),
  );
  expect(seen.text).toMatch(/\n::error /);
});

test('refuses an unknown reporter and names the one that was meant', () => {
  const seen = fakeConsole({ nearest: () => 'junit' });
  const { usageProblems } = createReporters(['jnuit', 'terminal'], seen.context);
  expect(usageProblems).toEqual([
    {
      code: 'ZT1901',
      severity: 'error',
      message: 'There is no reporter "jnuit"; did you mean "junit"?',
      hint: expect.stringContaining('terminal, dot, json, events, junit, tap, github'),
    },
  ]);
});

test('refuses what cannot be written', () => {
  const { context } = fakeConsole();
  const codes = (...specs: string[]): string[] =>
    parseReportSpecs(specs, context).problems.map(({ code }) => code);
  expect(codes('nope')).toEqual(['ZT1901']);
  expect(codes('json=')).toEqual(['ZT1902']);
  expect(codes('json=-', 'tap=-')).toEqual(['ZT1903']);
  expect(codes('terminal', 'dot')).toEqual(['ZT1903']);
  expect(codes('json=out', 'junit=out')).toEqual(['ZT1903']);
  expect(codes('json,json', ' junit , tap', '', 'toString')).toEqual(['ZT1901']);
});

test('adds annotations by default in GitHub Actions only', () => {
  expect(defaultReports({ GITHUB_ACTIONS: 'true' })).toEqual(['terminal', 'github']);
  expect(defaultReports({ CI: 'true' })).toEqual(['terminal']);
});

const silent: Format = {
  name: 'custom',
  reporter: () => {
    throw new Error('not set');
  },
  file: undefined,
  isStreamed: true,
  ticks: undefined,
  sharesConsole: false,
};

function custom(reporter: Reporter): { format: Format; target: { kind: 'stdout' } } {
  return {
    format: { ...silent, reporter },
    target: { kind: 'stdout' },
  };
}

test('a reporter that throws becomes a warning and leaves the others alone', async () => {
  const seen = fakeConsole();
  const [junit] = parseReportSpecs(['junit'], seen.context).reports;
  if (junit === undefined) throw new Error('junit is known');
  const set = startReports(
    [
      custom(async function* (batches) {
        for await (const _ of batches) {
          yield 'begun\n';
          throw new Error('boom');
        }
      }),
      junit,
    ],
    seen.context,
  );
  for (const event of events) set.onEvents([event]);
  const problems = await set.finish();
  expect(problems).toMatchObject([
    { code: 'ZT1904', severity: 'warning', message: expect.stringContaining('boom') },
  ]);
  expect(seen.text).toBe('begun\n');
  expect(existsSync(path.join(folder, 'test-results/junit.xml'))).toBe(true);
});

test('a reporter that cannot be loaded becomes a warning', async () => {
  const seen = fakeConsole();
  const set = startReports([{ format: silent, target: { kind: 'stdout' } }], seen.context);
  expect(await set.finish()).toMatchObject([{ code: 'ZT1904' }]);
});

test('a slow reporter keeps nobody waiting and gets all events', async () => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  let count = 0;
  const set = startReports(
    [
      custom(async function* (batches) {
        for await (const batch of batches) {
          await gate;
          count += batch.length;
          yield '';
        }
      }),
    ],
    fakeConsole().context,
  );
  for (const event of events) set.onEvents([event]);
  expect(count).toBe(0);
  open();
  await set.finish();
  expect(count).toBe(events.length);
});

test('a reporter that never ends is given up with a warning', async () => {
  const seen = fakeConsole({ finishTimeout: 20 });
  const set = startReports(
    [
      custom(async function* () {
        await new Promise(() => undefined);
        yield '';
      }),
    ],
    seen.context,
  );
  expect(await set.finish()).toMatchObject([{ code: 'ZT1906', severity: 'warning' }]);
});

test('a report that cannot be written becomes a warning and leaves no half file', async () => {
  writeFileSync(path.join(folder, 'taken'), '');
  const problems = await run(['json=taken/report.json', 'junit=junit.xml'], fakeConsole());
  expect(problems).toMatchObject([{ code: 'ZT1905', severity: 'warning' }]);
  expect(readdirSync(folder).sort()).toEqual(['junit.xml', 'taken']);
});

test('says nothing when the reader of the output has gone', async () => {
  const stream: OutputStream = {
    isTTY: false,
    columns: () => 80,
    rows: () => 24,
    write: () => {
      throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    },
  };
  expect(await run(['terminal'], fakeConsole({ stdout: stream }))).toEqual([]);
});

test('asks for locations only when a report shows them', () => {
  const { context } = fakeConsole();
  expect(createReporters(['terminal'], context).needsLocations).toBe(false);
  expect(createReporters(['dot', 'junit'], context).needsLocations).toBe(true);
});

test('takes no live view in CI', async () => {
  const tty = { isTTY: true, columns: () => 80, rows: () => 24 };
  const textIn = async (env: Record<string, string>): Promise<string> => {
    let text = '';
    const stdout = { ...tty, write: (piece: string) => void (text += piece) };
    await run(['terminal'], fakeConsole({ env, stdout }));
    return text;
  };
  expect(await textIn({ CI: 'true' })).not.toContain('\x1b[K');
  expect(await textIn({ CI: 'true', NO_COLOR: '1' })).not.toContain('\x1b');
  expect(await textIn({ TERM: 'dumb' })).not.toContain('\x1b');
  expect(await textIn({ NO_COLOR: '1', FORCE_COLOR: '1' })).toContain('\x1b[31m');
});
