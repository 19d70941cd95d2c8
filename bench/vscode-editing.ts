/** What somebody feels who edits and runs single files in VS Code; and what many runs leave behind. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { generateProject, SUITE_SHAPE } from './generate.ts';
import { commandLine, processesBelow, residentMemory } from './process-tree.ts';
import { toolDirectory } from './tools.ts';
import type { Measured } from './vscode.ts';
import { openInVscode, type VscodeSession } from './vscode-session.ts';

const TIMES = 30;
/** A person looks at the result before the next click. */
const PAUSE_MS = 400;
const SUM = 'src/sum.ts';
const SMALL = 'test/small.test.ts';
/** Lines of its suite, and of a test in it that passes and fails by turns: what is shown changes with each run. */
const SMALL_TEXT = `import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { expect, suite, test } from 'ztest';
import { sum } from '../src/sum.ts';

suite('sum', () => {
  test('adds', () => {
    expect(sum(1, 2)).toBe(3);
  });

  test('passes and fails by turns', () => {
    const fails = existsSync('turn');
    if (fails) rmSync('turn');
    else writeFileSync('turn', '');
    expect(sum(1, 1)).toBe(fails ? 3 : 2);
  });

  test('adds nothing', () => {
    expect(sum(1, 0)).toBe(1);
  });
});
`;
const SUITE_LINE = 5;
const ADDS = ['ztest', 'test/', SMALL, `${SMALL}#sum`, `${SMALL}#sum>adds`].join('\0');

export async function measureEditing(): Promise<Measured> {
  await using session = await openInVscode(project());
  await session.probe('startup');
  await session.probe('show', SMALL);
  // Once for the caches, and so that hosts are warm.
  await session.probe('runTests', { ids: [ADDS], times: 5, pause: PAUSE_MS });
  const runs = await session.probe('runTests', { ids: [ADDS], times: TIMES, pause: PAUSE_MS });
  const clicks = await clickAgainAndAgain(session);
  await session.probe('toggleContinuousRun', SUITE_LINE);
  await session.probe('saveFile', { file: SUM, times: 5, pause: PAUSE_MS });
  const saves = await session.probe('saveFile', { file: SUM, times: TIMES, pause: PAUSE_MS });
  const typed = await saveByKeyAgainAndAgain(session);
  const untilResult = { unit: 'ms', bar: { of: 'median', atMost: 150 } } as const;
  const untilSaved = { unit: 'ms', bar: { of: 'median', atMost: 250 } } as const;
  return [
    [
      { name: 'A test of a small project by command, to its result', ...untilResult },
      runs.map(({ asked, firstResult }) => firstResult - asked),
    ],
    [
      { name: 'A click in the gutter, small project, to the result', ...untilResult },
      clicks.map(({ done, result }) => result - done),
    ],
    [
      { name: 'A click in the gutter, small project, until the result is shown', unit: 'ms' },
      clicks.map(({ done, shown }) => shown - done),
    ],
    [
      { name: 'A save of a module, to the result of the affected test', ...untilSaved },
      saves.map(({ asked, firstResult }) => firstResult - asked),
    ],
    [{ name: 'Ctrl-S in a module, to the result of the affected test', ...untilSaved }, typed],
  ];
}

/** 100 continuous runs, after ten that let everything come to rest. */
export async function measureGrowth(): Promise<Measured> {
  await using session = await openInVscode(project());
  await session.probe('startup');
  await session.probe('show', SMALL);
  await session.probe('toggleContinuousRun', SUITE_LINE);
  await session.probe('saveFile', { file: SUM, times: 10, pause: PAUSE_MS });
  const before = await usage(session);
  await session.probe('saveFile', { file: SUM, times: 100, pause: 100 });
  const after = await usage(session);
  const growth = (of: 'server' | 'host' | 'live'): number => (after[of] / before[of] - 1) * 100;
  const bar = { of: 'most', atMost: 20 } as const;
  return [
    [
      {
        name: 'After 100 continuous runs: more processes than before',
        unit: 'processes',
        bar: { of: 'most', atMost: 0 },
      },
      [after.processes - before.processes],
    ],
    [
      { name: 'After 100 continuous runs: more memory of server and hosts', unit: '%', bar },
      [growth('server')],
    ],
    [
      { name: 'After 100 continuous runs: more memory of the extension host', unit: '%', bar },
      [growth('host')],
    ],
    [
      { name: 'After 100 continuous runs: more objects in the extension host', unit: '%', bar },
      [growth('live')],
    ],
    [{ name: 'Server and hosts after 100 continuous runs', unit: 'MB' }, [after.server / 1e6]],
    [{ name: 'Extension host after 100 continuous runs', unit: 'MB' }, [after.host / 1e6]],
  ];
}

function project(): string {
  const directory = join(toolDirectory('ztest'), 'vscode-small');
  generateProject('ztest', { ...SUITE_SHAPE, files: 20 }, directory);
  mkdirSync(join(directory, 'src'), { recursive: true });
  writeFileSync(
    join(directory, SUM),
    'export const sum = (a: number, b: number): number => a + b;\n',
  );
  writeFileSync(join(directory, SMALL), SMALL_TEXT);
  return directory;
}

interface Click {
  /** Milliseconds since the epoch, as the others. */
  readonly done: number;
  readonly result: number;
  readonly shown: number;
}

/** On the test that passes and fails by turns. Those that pass count, so that all do the same. */
async function clickAgainAndAgain(session: VscodeSession): Promise<readonly Click[]> {
  const clicks: Click[] = [];
  const { page } = session;
  await page.locator('.testing-run-glyph').nth(3).waitFor();
  for (let time = 0; time < 2 * TIMES + 2; time++) {
    const passes = time % 2 === 0;
    const run = session.probe('anyRun');
    await watchGlyph(page, passes ? 'passed' : 'failed');
    await page.locator('.testing-run-glyph').nth(2).click();
    const { firstResult } = await run;
    const seen = await page.evaluate<Omit<Click, 'result'>>('seen');
    // The first ones load what later ones have.
    if (passes && time >= 2) clicks.push({ ...seen, result: firstResult });
    await delay(PAUSE_MS);
  }
  return clicks;
}

/** In the page, `seen` is from now on when the mouse was let go, and when the third glyph had the state after that. */
async function watchGlyph(page: Page, state: 'passed' | 'failed'): Promise<void> {
  await page.evaluate(`seen = new Promise((resolve) => {
    let done = 0;
    addEventListener('mouseup', () => (done = Date.now()), { capture: true, once: true });
    const observer = new MutationObserver(() => {
      const top = (glyph) => glyph.getBoundingClientRect().top;
      const glyphs = [...document.querySelectorAll('.testing-run-glyph')];
      const third = glyphs.toSorted((a, b) => top(a) - top(b))[2];
      if (done === 0 || !third?.classList.contains('codicon-testing-${state}-icon')) return;
      observer.disconnect();
      resolve({ done, shown: Date.now() });
    });
    const attributeFilter = ['class'];
    observer.observe(document.body, { subtree: true, childList: true, attributeFilter });
  }), undefined`);
}

/** @returns ms from the key to the first result */
async function saveByKeyAgainAndAgain(session: VscodeSession): Promise<readonly number[]> {
  const { page } = session;
  await session.probe('show', SUM);
  await page.locator('.tab.active[data-resource-name="sum.ts"]').waitFor();
  await page.evaluate(
    `addEventListener('keydown', ({ key }) => { if (key === 's') saved = Date.now(); }, true)`,
  );
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\n');
    await delay(PAUSE_MS);
    const run = session.probe('anyRun');
    await page.keyboard.press('Control+s');
    const { firstResult } = await run;
    times.push(firstResult - (await page.evaluate<number>('saved')));
    await delay(PAUSE_MS);
  }
  return times;
}

interface Usage {
  readonly processes: number;
  /** Bytes: of the server and all below it. */
  readonly server: number;
  /** Bytes: of the extension host, with all other extensions. */
  readonly host: number;
  /** Bytes of it that are still needed. */
  readonly live: number;
}

async function usage(session: VscodeSession): Promise<Usage> {
  await delay(2000);
  const { pid, live } = await session.probe('memory');
  const server = processesBelow(pid).find((each) => commandLine(each).includes('dist/server.cjs'));
  if (server === undefined) throw new Error('no server is there');
  const all = [server, ...processesBelow(server)];
  const resident = all.reduce((bytes, each) => bytes + residentMemory(each), 0);
  return { processes: all.length, server: resident, host: residentMemory(pid), live };
}
