/** What is known of the code from all runs, and what an editor asks of it. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, suite, test } from 'ztest';
import {
  coverageDetails,
  coveringTests,
  knownCoverage,
  prepareCounting,
  run,
  runEvents,
  uncoveredChanges,
  type CoveringTests,
  type RunEvents,
} from '../../../server/protocol.ts';
import { createProject, type Project } from '../../support/run-project.ts';
import { openClient, type LanguageClient } from './language-client.ts';

const files = {
  'a.test.ts': `import { suite, test } from 'ztest';
import { sign } from './sign.ts';
suite('of a number', () => {
  test('minus', () => { sign(-1); });
});
test('plus', () => { sign(1); });
`,
  'b.test.ts': `import { beforeAll, test } from 'ztest';
import { sign } from './sign.ts';
import { other } from './other.ts';
beforeAll(() => { other(); });
test('zero', () => { sign(0); });
`,
  'sign.ts': `const names = ['minus', 'plus'];
export function sign(n: number) {
  if (n < 0) return names[0];
  return names[1];
}
export const never = () => {
  return 'never';
};
`,
  'other.ts': `export function other() {\n  return 1;\n}\n`,
};

const trusted = { initializationOptions: { isTrusted: true } };

async function count(client: LanguageClient, ...of: readonly string[]): Promise<void> {
  const wanted = of.length === 0 ? {} : { files: of.map((file) => ({ file })) };
  const order = { runId: of.join(), root: client.root, countsSilently: true, ...wanted };
  const answer = await client.ask(run, order);
  expect(answer).toEqual({ outcome: 'passed', problems: [] });
}

/** `file covered/total tests` of all that is known. */
async function knownOf({ ask, root }: LanguageClient): Promise<readonly string[]> {
  const shares = await ask(knownCoverage, { root, runId: 'known' });
  return shares.map(({ uri, statements, tests }) => {
    const name = uri.slice(root.length + 1);
    return `${name} ${statements.covered}/${statements.total} ${tests.length}`;
  });
}

async function covering(
  { ask, uri }: LanguageClient,
  file: string,
  line: number,
): Promise<CoveringTests> {
  return await ask(coveringTests, { textDocument: { uri: uri(file) }, line: line - 1 });
}

function titlesIn(answer: CoveringTests): string {
  return answer.isKnown ? answer.tests.map(({ titles }) => titles.join(' › ')).join(', ') : '';
}

suite('what is known of the code', { timeout: '60s' }, () => {
  test('is that of all runs, without what has changed since', async () => {
    await using client = await openClient(files, trusted);
    const { ask, root, uri, project } = client;
    expect(await knownOf(client)).toEqual([]);
    await ask(prepareCounting, { root, files: ['a.test.ts', 'b.test.ts'] });
    await count(client);
    const all = ['sign.ts 5/6 3', 'other.ts 1/1 0'];
    expect((await knownOf(client)).toSorted()).toEqual(all.toSorted());
    // A part of the tests runs again: the others are known as they were.
    await count(client, 'a.test.ts');
    expect((await knownOf(client)).toSorted()).toEqual(all.toSorted());
    project.write({ 'other.ts': `// new\n${files['other.ts']}` });
    expect(await knownOf(client)).toEqual(['sign.ts 5/6 3']);
    const details = await ask(coverageDetails, { root, runId: 'known', uri: uri('sign.ts') });
    expect(details?.functions.map(({ name, executed }) => [name, executed])).toEqual([
      ['sign', true],
      ['never', false],
    ]);
    await count(client, 'b.test.ts');
    expect((await knownOf(client)).toSorted()).toEqual(all.toSorted());
  });

  test('is not counted again where nothing has changed, when many files run', async () => {
    const tells = (n: number): string => `import { test } from 'ztest';
${n === 0 ? '' : `import { sign } from './sign.ts';`}
test('tells', () => console.log(${n === 0 ? `'nothing'` : `String(sign).includes('__zt') ? 'counted' : 'plain'`}));
`;
    const many = Array.from({ length: 25 }, (_, n) => [`${n}.test.ts`, tells(n)] as const);
    await using client = await openClient({ ...Object.fromEntries(many), ...files }, trusted);
    const { connection, project } = client;
    const printed: string[] = [];
    connection.onNotification(runEvents.method, ({ events }: RunEvents) => {
      for (const event of events) if (event.type === 'output') printed.push(event.text.trim());
    });
    const countAll = async (config?: string): Promise<readonly string[]> => {
      if (config !== undefined) project.write({ 'ztest.toml': config });
      printed.length = 0;
      await count(client);
      return [...new Set(printed)].toSorted();
    };
    expect(await countAll()).toEqual(['counted', 'nothing']);
    expect(await countAll()).toEqual(['nothing', 'plain']);
    project.write({ 'other.ts': `// new\n${files['other.ts']}` });
    // Of what is written in the very moment of a run nobody knows what the run has seen.
    fs.utimesSync(path.join(project.directory, 'other.ts'), 1e9, 1e9);
    expect(await countAll()).toEqual(['counted', 'nothing']);
    expect(await countAll()).toEqual(['nothing', 'plain']);
    expect(await countAll('coverage = { conditions = true }\n')).toEqual(['counted', 'nothing']);
    expect(await countAll()).toEqual(['nothing', 'plain']);
  });

  test('is counted again when what was counted before is lost', async () => {
    const tells = `import { test } from 'ztest';
import { sign } from './sign.ts';
test('tells', () => console.log(String(sign).includes('__zt') ? 'counted' : 'plain'));
`;
    const many = Array.from({ length: 25 }, (_, n) => [`${n}.test.ts`, tells] as const);
    using project = createProject({ ...Object.fromEntries(many), 'sign.ts': files['sign.ts'] });
    await project.run(['--coverage']);
    const countAll = async (): Promise<readonly string[]> => {
      await using client = await openClient({}, { ...trusted, otherRoots: [project] });
      const printed = new Set<string>();
      client.connection.onNotification(runEvents.method, ({ events }: RunEvents) => {
        for (const event of events) if (event.type === 'output') printed.add(event.text.trim());
      });
      const root = pathToFileURL(project.directory).href;
      await client.ask(run, { runId: 'all', root, countsSilently: true });
      return [...printed];
    };
    expect(await countAll()).toEqual(['plain']);
    fs.rmSync(path.join(project.directory, '.ztest/coverage.bin'));
    expect(await countAll()).toEqual(['counted']);
  });

  test('is kept, and taken from other processes', async () => {
    using project = createProject(files);
    await project.run(['--coverage', 'b.test.ts']);
    await using client = await openClient({}, { ...trusted, otherRoots: [project] });
    const root = new URL(`file://${project.directory}`).href;
    const shares = await client.ask(knownCoverage, { root, runId: 'one' });
    expect(shares).toHaveLength(2);
    // The file of the other folder was not counted by this one: who knows it answers.
    const textDocument = { uri: `${root}/sign.ts` };
    const before = await client.ask(coveringTests, { textDocument, line: 3 });
    expect(titlesIn(before)).toBe('zero');
    await project.run(['--coverage']);
    expect(titlesIn(await client.ask(coveringTests, { textDocument, line: 3 }))).toBe('plus, zero');
  });

  test('names tests, module load and hooks; lines are followed while somebody types', async () => {
    await using client = await openClient(files, trusted);
    expect(await covering(client, 'sign.ts', 3)).toEqual({ isKnown: false, reason: 'no-data' });
    await count(client);
    const { uri, root } = client;
    const answer = await covering(client, 'sign.ts', 3);
    expect(titlesIn(answer)).toBe('of a number › minus, plus, zero');
    expect(answer).toMatchObject({ of: 'line', isStale: false, awaited: 0, load: [], hooks: [] });
    expect(answer.isKnown && answer.tests[0]).toEqual({
      root,
      id: 'a.test.ts#of a number>minus',
      titles: ['of a number', 'minus'],
      file: 'a.test.ts',
      uri: uri('a.test.ts'),
      range: { start: { line: 3, character: 2 }, end: { line: 3, character: 36 } },
    });
    const first = await covering(client, 'sign.ts', 1);
    expect(first).toMatchObject({ tests: [] });
    // Which of them was done first, nobody knows.
    expect(first.isKnown && first.load.toSorted()).toEqual(['a.test.ts', 'b.test.ts']);
    expect(await covering(client, 'other.ts', 2)).toMatchObject({ hooks: ['b.test.ts'] });
    expect(await covering(client, 'sign.ts', 7)).toMatchObject({ tests: [] });
    expect(await covering(client, 'sign.ts', 9)).toEqual({ isKnown: false, reason: 'no-code' });
    expect(await covering(client, 'none.ts', 1)).toEqual({ isKnown: false, reason: 'no-file' });
    await client.open('sign.ts');
    await client.edit('sign.ts', 'const names', '// a line\n\nconst names');
    await client.edit('sign.ts', "['minus', 'plus']", "['minus', 'zero', 'plus']");
    await client.edit('sign.ts', '  return names[1];', '  const all = names;\n  return names[1];');
    expect(titlesIn(await covering(client, 'sign.ts', 5))).toBe('of a number › minus, plus, zero');
    expect(await covering(client, 'sign.ts', 5)).toMatchObject({ isStale: true, of: 'line' });
    expect(await covering(client, 'sign.ts', 6)).toMatchObject({ isStale: true, of: 'function' });
    expect(titlesIn(await covering(client, 'sign.ts', 7))).toBe('plus, zero');
    expect(await covering(client, 'sign.ts', 3)).toEqual({ isKnown: false, reason: 'changed' });
  });

  test('says which test files have not run since a change', async () => {
    await using client = await openClient(files, trusted);
    await count(client);
    const { project } = client;
    project.write({ 'sign.ts': files['sign.ts'].replace("'never'", "'not yet'") });
    await count(client, 'a.test.ts');
    const answer = await covering(client, 'sign.ts', 3);
    expect(titlesIn(answer)).toBe('of a number › minus, plus');
    expect(answer).toMatchObject({ isStale: false, awaited: 1 });
    await count(client, 'b.test.ts');
    expect(await covering(client, 'sign.ts', 3)).toMatchObject({ awaited: 0 });
    fs.rmSync(path.join(project.directory, 'b.test.ts'));
    await count(client, 'a.test.ts');
    expect(await knownOf(client)).toEqual(['sign.ts 5/6 2']);
  });
});

function git({ directory }: Project, ...args: readonly string[]): void {
  const own = ['user.name=a', 'user.email=a@example.com', 'commit.gpgsign=false'];
  const options = own.flatMap((setting) => ['-c', setting]);
  execFileSync('git', [...options, ...args], { cwd: directory, stdio: 'ignore' });
}

suite('changed lines that no test has run', { timeout: '60s' }, () => {
  const sources = { '.gitignore': '.ztest\n', ...files };

  test('are those since the branch that changes go into', async () => {
    await using client = await openClient(sources, trusted);
    const { ask, root, uri, project } = client;
    await count(client);
    const changes = async (base?: string) =>
      await ask(uncoveredChanges, { root, ...(base !== undefined && { base }) });
    expect(await changes()).toBeNull(); // no repository
    git(project, 'init', '-q', '-b', 'main');
    expect(await changes()).toBeNull(); // no commit
    git(project, 'add', '.');
    git(project, 'commit', '-q', '-m', 'first');
    const nothing = { base: 'main', total: 0, covered: 0, percent: 100, files: [], stale: [] };
    expect(await changes()).toEqual(nothing);
    git(project, 'checkout', '-q', '-b', 'mine');
    const changed = files['sign.ts']
      .replace("'never';", "'at no time';")
      .replace('return names[1];', "return names[1] ?? '';");
    project.write({ 'sign.ts': changed });
    // Not counted since: nothing is said of it but that.
    expect(await changes()).toEqual({ ...nothing, stale: [uri('sign.ts')] });
    await count(client);
    const found = { total: 2, covered: 1, percent: 50, stale: [] };
    const missing = [{ uri: uri('sign.ts'), lines: [6] }];
    expect(await changes()).toEqual({ base: 'main', ...found, files: missing });
    git(project, 'commit', '-q', '-a', '-m', 'second');
    expect(await changes()).toEqual({ base: 'main', ...found, files: missing });
    expect(await changes('HEAD')).toMatchObject({ base: 'HEAD', total: 0 });
    expect(await changes('nowhere')).toBeNull();
  });

  test('are not known, nor who runs a line, where nothing may be executed', async () => {
    using counted = createProject(sources);
    await counted.run(['--coverage']);
    await using client = await openClient({}, { otherRoots: [counted] });
    const root = new URL(`file://${counted.directory}`).href;
    expect(await client.ask(uncoveredChanges, { root })).toBeNull();
    expect(await client.ask(knownCoverage, { root, runId: 'one' })).toEqual([]);
    const textDocument = { uri: `${root}/sign.ts` };
    expect(await client.ask(coveringTests, { textDocument, line: 3 })).toEqual({
      isKnown: false,
      reason: 'no-data',
    });
  });
});
