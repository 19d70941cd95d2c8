/** What an editor hears about a test that fails now and then. */
import { expect, suite, test } from 'ztest';
import {
  bisect,
  diagnose,
  diagnosisStep,
  openRoots,
  type DiagnosisStep,
} from '../../../server/protocol.ts';
import { startClient, type LanguageClient } from './language-client.ts';

const files = {
  'a.test.ts': `import { expect, test } from 'ztest';
let stock = 0;
test('first', () => {});
test('fills', () => { stock = 1; });
test('is empty', () => expect(stock).toBe(0));
test.skip('later', () => {});
`,
};
const trusted = { initializationOptions: { isTrusted: true } };

async function open(options: typeof trusted): Promise<LanguageClient> {
  const client = await startClient(files, options);
  await client.ask(openRoots, {});
  await client.until(() => client.changes.length > 0);
  return client;
}

suite('a test that an editor asks about', { timeout: '120s' }, () => {
  test('is told with those that make it fail, and how far the search is', async () => {
    await using client = await open(trusted);
    const steps: DiagnosisStep[] = [];
    client.connection.onNotification(diagnosisStep.method, (step: DiagnosisStep) => {
      steps.push(step);
    });
    const asked = { root: client.root, id: 'a.test.ts#is empty', token: 'one' };
    expect(await client.ask(bisect, asked)).toMatch(
      /^# a\.test\.ts › is empty\n\n\d+ runs, .*\n\n## It fails after\n\n- a\.test\.ts › fills\n\nAlone it passes\./,
    );
    const counts = steps.map(({ runs }) => runs);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    const most = counts.at(-1) ?? 0;
    expect(new Set(counts)).toEqual(new Set(Array.from({ length: most }, (_, run) => run + 1)));
    expect(new Set(steps.map(({ what }) => what))).toContain('in its file');
    expect(new Set(steps.map(({ token }) => token))).toEqual(new Set(['one']));
    // Its runs are trials: nobody remembers them.
    expect(client.project.has('.ztest/history.db')).toBe(false);
  });

  test('is one that runs, or the answer says so', async () => {
    await using client = await open(trusted);
    for (const name of ['later', 'nobody'])
      expect(
        await client.ask(diagnose, { root: client.root, id: `a.test.ts#${name}`, token: 'one' }),
      ).toMatch(new RegExp(`^ZT2214 a\\.test\\.ts › ${name} did not run`));
  });

  test('is run by nobody where the workspace is not trusted', async () => {
    await using client = await open({ initializationOptions: { isTrusted: false } });
    const asked = { root: client.root, id: 'a.test.ts#first', token: 'one' };
    await expect(client.ask(diagnose, asked)).rejects.toThrow('a workspace that you trust');
  });
});
