import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { createProject, type Project, type ProjectFiles } from '../../support/run-project.ts';
import { affectedIn, type Affected } from '../affected/support.ts';

/** A seed in whose sample none of the files is. */
const SEED = '--seed=8';

interface Look {
  /** Of the test. */
  readonly body: string;
  readonly files?: ProjectFiles;
  /** Before the first run. */
  readonly prepare?: (project: Project) => void;
  /** After which the test fails. */
  readonly edit: (project: Project) => void;
}

const at = (project: Project, name: string): string => path.join(project.directory, name);
const link = (target: string, name: string) => (project: Project) => {
  fs.rmSync(at(project, name), { force: true });
  fs.symlinkSync(target, at(project, name));
};
const writes = (name: string, text: string) => (project: Project) =>
  project.write({ [name]: text });
const FUTURE = new Date('2100-01-01');

const LOOKS: Readonly<Record<string, Look>> = {
  blob: {
    body: `expect(await (await fs.openAsBlob('blob.txt')).text()).toBe('1');`,
    files: { 'blob.txt': '1' },
    edit: writes('blob.txt', '2'),
  },
  buffer: {
    body: `expect(fs.readFileSync(Buffer.from('buffer.txt'), 'utf8')).toBe('1');`,
    files: { 'buffer.txt': '1' },
    edit: writes('buffer.txt', '2'),
  },
  'relative-to-another-folder': {
    body: `const before = process.cwd(); process.chdir('inner'); const text = fs.readFileSync('x.txt', 'utf8'); process.chdir(before); expect(text).toBe('1');`,
    files: { 'inner/x.txt': '1' },
    edit: writes('inner/x.txt', '2'),
  },
  'name-like-a-variable': {
    body: `expect(fs.readFileSync('$x.txt', 'utf8')).toBe('1');`,
    files: { '$x.txt': '1' },
    edit: writes('$x.txt', '2'),
  },
  'module-like-a-variable': {
    body: `expect((await import('./$m.ts')).m).toBe(1);`,
    files: { '$m.ts': 'export const m = 1;' },
    edit: writes('$m.ts', 'export const m = 2;'),
  },
  rights: {
    body: `expect(fs.statSync('rights.sh').mode & 0o100).toBe(0o100);`,
    files: { 'rights.sh': '' },
    prepare: (project) => fs.chmodSync(at(project, 'rights.sh'), 0o755),
    edit: (project) => fs.chmodSync(at(project, 'rights.sh'), 0o644),
  },
  kind: {
    body: `expect(fs.readdirSync('kinds', { withFileTypes: true })[0].isFile()).toBe(true);`,
    files: { 'kinds/x': '' },
    edit: (project) => {
      fs.rmSync(at(project, 'kinds/x'));
      fs.mkdirSync(at(project, 'kinds/x'));
    },
  },
  'target-of-a-link': {
    body: `expect(fs.readlinkSync('target')).toBe('one');`,
    prepare: link('one', 'target'),
    edit: link('two', 'target'),
  },
  'place-behind-a-link': {
    body: `expect(path.basename(fs.realpathSync.native('place'))).toBe('one');`,
    files: { 'one/x.txt': '1', 'two/x.txt': '2' },
    prepare: link('one', 'place'),
    edit: link('two', 'place'),
  },
  'data-behind-a-link': {
    body: `expect(fs.readFileSync('data/x.txt', 'utf8')).toBe('1');`,
    prepare: link('one', 'data'),
    edit: link('two', 'data'),
  },
  'module-behind-a-link': {
    body: `expect((await import('./modules/m.ts')).m).toBe(1);`,
    files: { 'first/m.ts': 'export const m = 1;', 'second/m.ts': 'export const m = 2;' },
    prepare: link('first', 'modules'),
    edit: link('second', 'modules'),
  },
  'package-behind-a-link': {
    body: `expect((await import('linked')).m).toBe(1);`,
    files: {
      'packages/a/package.json': '{ "name": "linked", "main": "i.js" }',
      'packages/a/i.js': 'exports.m = 1;',
      'packages/b/package.json': '{ "name": "linked", "main": "i.js" }',
      'packages/b/i.js': 'exports.m = 2;',
      'node_modules/other/i.js': '',
    },
    prepare: link('../packages/a', 'node_modules/linked'),
    edit: link('../packages/b', 'node_modules/linked'),
  },
  'kind-of-a-link': {
    body: `expect(fs.lstatSync('real').isSymbolicLink()).toBe(true);`,
    prepare: link('one/x.txt', 'real'),
    edit: (project) => {
      fs.rmSync(at(project, 'real'));
      project.write({ real: '1' });
    },
  },
  repository: {
    body: `expect(fs.readFileSync('.git/HEAD', 'utf8')).toContain('main');`,
    files: { '.git/HEAD': 'ref: refs/heads/main\n' },
    edit: writes('.git/HEAD', 'ref: refs/heads/other\n'),
  },
  'data-of-a-package': {
    body: `expect(fs.readFileSync('node_modules/other/data.txt', 'utf8')).toBe('1');`,
    files: { 'node_modules/other/data.txt': '1' },
    edit: writes('node_modules/other/data.txt', '2'),
  },
  manifest: {
    body: `expect(JSON.parse(fs.readFileSync('package.json', 'utf8')).version).toBe('1.0.0');`,
    files: { 'package.json': '{ "version": "1.0.0" }' },
    edit: writes('package.json', '{ "version": "1.0.1" }'),
  },
  'written-and-as-old-and-long-as-before': {
    body: `expect(fs.readFileSync('old.txt', 'utf8')).toBe('1');`,
    files: { 'old.txt': '1' },
    prepare: (project) => fs.utimesSync(at(project, 'old.txt'), FUTURE, FUTURE),
    edit: (project) => {
      project.write({ 'old.txt': '2' });
      fs.utimesSync(at(project, 'old.txt'), FUTURE, FUTURE);
    },
  },
};
/** What no command but `--cached` counts: each checkout gives files another time. */
const TIMES: Readonly<Record<string, Look>> = {
  time: {
    body: `expect(fs.statSync('time.txt').mtimeMs).toBeLessThan(4e12);`,
    files: { 'time.txt': '' },
    edit: (project) => fs.utimesSync(at(project, 'time.txt'), FUTURE, FUTURE),
  },
  'gone-from-the-future': {
    body: `expect(fs.existsSync('future.txt')).toBe(true);`,
    files: { 'future.txt': '' },
    prepare: (project) => fs.utimesSync(at(project, 'future.txt'), FUTURE, FUTURE),
    edit: (project) => fs.rmSync(at(project, 'future.txt')),
  },
};
const VARIABLES: Readonly<Record<string, string>> = {
  'variables-listed': `expect(Object.keys(process.env)).not.toContain('NEW');`,
  'variables-copied': `expect({ ...process.env }.NEW).toBe(undefined);`,
  'variable-as-a-key': `expect(Object.hasOwn(process.env, 'NEW')).toBe(false);`,
  home: `expect(os.homedir()).not.toBe('/nowhere');`,
};
const STEADY = `const own = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'own-'));
  fs.writeFileSync(own + '/x', ''); fs.mkdirSync(own + '/y'); expect(fs.readdirSync(own)).toEqual(['x', 'y']); fs.rmSync(own, { recursive: true });`;

const testFile = (body: string): string => `import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'ztest';
test('t', async () => { ${body} });
`;
const named = (names: object): readonly string[] =>
  Object.keys(names)
    .map((name) => `${name}.test.ts`)
    .toSorted();

suite('what tests look at', { timeout: '240s' }, () => {
  test('is no secret of theirs: what has changed runs and is affected, and nothing else', async () => {
    const looks = { ...LOOKS, ...TIMES };
    using own = createProject({
      ...Object.fromEntries(
        Object.entries(looks).map(([name, { body }]) => [`${name}.test.ts`, testFile(body)]),
      ),
      'steady.test.ts': testFile(STEADY),
      ...Object.assign({}, ...Object.values(looks).map(({ files }) => files)),
    });
    for (const { prepare } of Object.values(looks)) prepare?.(own);
    const first = await own.run([SEED]);
    expect(first.stdout).toContain(`${Object.keys(looks).length + 1} passed, 0 failed`);
    await own.run([SEED]); // what was written a moment before the first is trusted now
    // Of the future nobody knows when it was written.
    expect(await ran(own)).toEqual(
      named({ 'gone-from-the-future': 0, 'written-and-as-old-and-long-as-before': 0 }),
    );
    expect(await affectedIn(own)).toEqual([]);
    for (const { edit } of Object.values(looks)) edit(own);
    const affected = (await affectedIn(own)).map((line) => line.split(':', 1)[0]);
    expect(affected.toSorted()).toEqual(named({ ...LOOKS, 'gone-from-the-future': 0 }));
    const { stdout } = await own.run(['--cached', SEED]);
    expect(stdout).toContain(`Tests: 1 passed, ${Object.keys(looks).length} failed`);
  });

  test('also at the environment: its names, and what Node asks it for', async () => {
    using own = createProject({
      ...Object.fromEntries(
        Object.entries(VARIABLES).map(([name, body]) => [`${name}.test.ts`, testFile(body)]),
      ),
      'steady.test.ts': testFile(STEADY),
    });
    await own.run([SEED]);
    // Each run has a mark of its own here, which is one of all variables.
    const listed = { 'variables-copied': 0, 'variables-listed': 0 };
    expect(await ran(own)).toEqual(named(listed));
    expect(await affectedIn(own)).toEqual([]);
    const env = { NEW: '1', HOME: '/nowhere' };
    const answer = await own.run(['affected', '--json'], { env, records: false });
    const { files }: Affected = JSON.parse(answer.stdout);
    expect(files.map(({ file }) => file).toSorted()).toEqual(named(VARIABLES));
    const { stdout } = await own.run(['--cached', SEED], { env });
    expect(stdout).toContain(`Tests: 1 passed, ${Object.keys(VARIABLES).length} failed`);
  });

  test('always run: what looks at files of others in the temporary folder, or above the project', async () => {
    using own = createProject({
      'temporary.test.ts': testFile(`fs.existsSync(path.join(os.tmpdir(), 'of-others'));`),
      'listed.test.ts': testFile(`fs.readdirSync(os.tmpdir());`),
      'above.test.ts': testFile(`fs.existsSync('../package.json');`),
      'made.test.ts': testFile(`fs.mkdirSync('made'); fs.rmdirSync('made');`),
      'steady.test.ts': testFile(STEADY),
    });
    await own.run([SEED]);
    expect(await ran(own)).toEqual(named({ above: 0, listed: 0, made: 0, temporary: 0 }));
  });
});

/** @returns the files that ran */
async function ran(own: Project): Promise<readonly string[]> {
  const { events } = await own.run(['--cached', SEED]);
  const files = events.flatMap((event) =>
    event.type === 'test-finished' && event.isCached !== true ? [event.id.split('#', 1)[0]] : [],
  );
  return files.map((file = '') => file).toSorted();
}
