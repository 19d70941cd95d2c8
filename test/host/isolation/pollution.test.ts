import { expect, test } from 'ztest';
import type { IsolationLevel } from '../../../test-host/protocol.ts';
import { testOutcomes } from '../../support/outcomes.ts';
import { runProject } from '../../support/run-project.ts';
import { polluters, sharedFiles, type Polluter } from './polluters.ts';

test('full keeps everything apart', async () => {
  const some = polluters.filter((_, index) => index % 12 === 0); // each file has a process of its own
  expect(await titlesOfNoticed(some, 'full')).toEqual([]);
});

test('partial keeps everything apart', { timeout: '30s' }, async () => {
  expect(await titlesOfNoticed(polluters, 'partial')).toEqual([]);
});

test('none keeps apart only what does not outlive its test', { timeout: '30s' }, async () => {
  const harmless = polluters.filter(({ atNone }) => atNone !== 'breaks the host');
  const noticed = await titlesOfNoticed(harmless, 'none');
  const apart = harmless.filter(({ title }) => !noticed.includes(title));
  expect(apart).toEqual(harmless.filter(({ atNone }) => atNone === 'kept apart'));
});

/** One worker, so that each polluter is followed by its victim: files that were never seen run in order of their names. */
async function titlesOfNoticed(
  chosen: readonly Polluter[],
  level: IsolationLevel,
): Promise<readonly string[]> {
  const files = chosen.flatMap((polluter, index) => {
    const number = String(index).padStart(3, '0');
    return [
      [`${number}-a-polluter.test.ts`, polluterFile(polluter, level)],
      [`${number}-b-victim.test.ts`, victimFile(polluter, level)],
      // Puts back what `none` has left, so that polluters do not meet each other.
      ...(level === 'none' ? [[`${number}-c-other.test.ts`, otherFile(polluter)]] : []),
    ];
  });
  using run = await runProject(
    { ...sharedFiles, ...Object.fromEntries(files) },
    ['--workers=1', '--timeout=1s'],
    { env: { KEPT_VARIABLE: 'original' } },
  );
  expect(run.leftProcesses).toEqual([]);
  const outcomes = testOutcomes(run.events);
  const unclean = chosen.filter(({ title }) => outcomes[`after ${title}`] === 'failed');
  expect(unclean).toEqual([]);
  return chosen.map(({ title }) => title).filter((title) => outcomes[title] !== 'passed');
}

function polluterFile({ title, imports = '', pollute }: Polluter, level: IsolationLevel): string {
  return `// ztest isolation: ${level}
    import { test } from 'ztest';
    ${imports}
    test(${JSON.stringify(`polluter ${title}`)}, async () => { ${pollute} });`;
}

function victimFile({ title, imports = '', noticed }: Polluter, level: IsolationLevel): string {
  return `// ztest isolation: ${level}
    import { test } from 'ztest';
    ${imports}
    test(${JSON.stringify(title)}, async () => { if (${noticed}) throw new Error('noticed'); });`;
}

function otherFile({ title, imports = '', noticed }: Polluter): string {
  return `
    import { test } from 'ztest';
    ${imports}
    test(${JSON.stringify(`after ${title}`)}, async () => { if (${noticed}) throw new Error('noticed'); });`;
}
