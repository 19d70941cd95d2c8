/** Which Node is taken on machines of all kinds: folders with Nodes that are scripts and answer as they like. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { findNode, type RuntimeOptions } from '../../../client/vscode/node/node-runtime.ts';
import { isMeant, isNewEnough } from '../../../client/vscode/node/node-version.ts';
import { createProject, type Project, type ProjectFiles } from '../../support/run-project.ts';

suite.skipIf(process.platform === 'win32')('the first that is new enough:', () => {
  test('the setting, with the binary behind a shim', async () => {
    using machine = machineWith({ 'shim/node': answering('/real/node', '24.1.0') });
    expect(await search(machine, { setting: machine.file('shim/node') })).toEqual({
      chosen: { source: 'setting', executable: '/real/node', version: '24.1.0' },
      rejected: [],
    });
  });

  test.each([
    '~/shim/node',
    '${userHome}/shim/node',
    '${workspaceFolder}/../shim/node',
    '../shim/node',
  ])('a setting may be written as %s', async (setting) => {
    using machine = machineWith({ 'shim/node': answering('/real/node', '24.1.0') });
    expect(await search(machine, { setting })).toMatchObject({
      chosen: { source: 'setting', executable: '/real/node' },
    });
  });

  test('a setting that is too old or not there is said, and the next is taken', async () => {
    using machine = machineWith({
      'old/node': answering('/old/node', '18.1.0'),
      'path/node': answering('/path/node', '22.15.0'),
    });
    expect(await search(machine, { setting: machine.file('old/node') })).toEqual({
      chosen: { source: 'path', executable: '/path/node', version: '22.15.0' },
      rejected: [
        {
          source: 'setting',
          command: machine.file('old/node'),
          why: { reason: 'too-old', version: '18.1.0' },
        },
      ],
    });
    expect(await search(machine, { setting: 'nowhere' })).toMatchObject({
      chosen: { source: 'path' },
      rejected: [
        {
          command: 'nowhere',
          why: { reason: 'no-answer', detail: expect.stringContaining('ENOENT') },
        },
      ],
    });
  });

  test.each([
    ['.nvmrc', 'v22.20\n'],
    ['.node-version', '22.20.0'],
    ['.tool-versions', 'python 3.12\nnodejs 22.20.0\n'],
    ['package.json', '{ "volta": { "node": "22.20.0" } }'],
  ])('what %s asks for, before the PATH', async (name, text) => {
    using machine = machineWith({
      [`project/${name}`]: text,
      'path/node': answering('/path/node', '24.9.0'),
      '.nvm/versions/node/v22.20.0/bin/node': answering('/nvm/22', '22.20.0'),
      '.nvm/versions/node/v24.1.0/bin/node': answering('/nvm/24', '24.1.0'),
    });
    expect(await search(machine)).toMatchObject({
      chosen: { source: 'version-file', executable: '/nvm/22' },
      rejected: [],
    });
  });

  test('a version file of a folder above holds too; what it asks for may be missing', async () => {
    using machine = machineWith({
      '.nvmrc': '23',
      'path/node': answering('/path/node', '20.0.0'),
      '.volta/tools/image/node/24.2.0/bin/node': answering('/volta/24', '24.2.0'),
    });
    expect(await search(machine)).toMatchObject({
      chosen: { source: 'version-manager', executable: '/volta/24' },
      rejected: [
        { source: 'path', why: { reason: 'too-old', version: '20.0.0' } },
        {
          source: 'version-file',
          command: machine.file('.nvmrc'),
          why: { reason: 'not-installed', version: '23' },
        },
      ],
    });
  });

  test.each([
    '.nvm/versions/node/v24.3.0/bin/node',
    '.local/share/fnm/node-versions/v24.3.0/installation/bin/node',
    '.fnm/node-versions/v24.3.0/installation/bin/node',
    '.volta/tools/image/node/24.3.0/bin/node',
    '.asdf/installs/nodejs/24.3.0/bin/node',
    '.local/share/mise/installs/node/24.3.0/bin/node',
    '.nodenv/versions/24.3.0/bin/node',
  ])('the newest of a version manager: %s', async (file) => {
    using machine = machineWith({
      [file]: answering('/managed/node', '24.3.0'),
      '.nvm/versions/node/v22.16.0/bin/node': answering('/older/node', '22.16.0'),
    });
    expect(await search(machine)).toMatchObject({
      chosen: { source: 'version-manager', executable: '/managed/node', version: '24.3.0' },
    });
  });

  test("VS Code's own is the last, and not taken either when it is too old", async () => {
    using machine = machineWith({
      '.nvm/versions/node/v18.0.0/bin/node': answering('/18', '18.0.0'),
    });
    expect(await search(machine)).toMatchObject({
      chosen: { source: 'editor', version: '22.20.0' },
    });
    const { chosen, rejected } = await search(machine, { ownVersion: '20.19.0' });
    expect(chosen).toBeUndefined();
    expect(rejected.at(-1)).toEqual({
      source: 'editor',
      command: 'node',
      why: { reason: 'too-old', version: '20.19.0' },
    });
  });

  test('where the workspace must not decide, neither its files nor its folder do', async () => {
    using machine = machineWith({
      'project/.nvmrc': '22',
      'project/node_modules/.bin/node': answering('/evil/node', '24.9.9'),
      'path/node': answering('/path/node', '24.1.0'),
      '.nvm/versions/node/v22.20.0/bin/node': answering('/nvm/22', '22.20.0'),
    });
    const PATH = `node_modules/.bin:.:${machine.file('path')}:/usr/bin:/bin`;
    expect(await search(machine, { folder: undefined, PATH })).toMatchObject({
      chosen: { source: 'path', executable: '/path/node' },
    });
  });
});

test.each([
  ['22.15.0', true],
  ['22.14.9', false],
  ['20.20.0', false],
  ['24.1.0', true],
])('Node %s is new enough: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});

test.each([
  ['22', '22.15.0', true],
  ['22', '2.2.0', false],
  ['v22.15', '22.15.3', true],
  ['22.x', '22.15.3', true],
  ['22.1', '22.15.3', false],
  ['lts/*', '24.1.0', true],
  ['lts/*', '23.1.0', false],
  ['lts/jod', '22.15.0', true],
  ['lts/jod', '24.1.0', false],
  ['node', '23.1.0', true],
  ['my-alias', '22.15.0', false],
])('%s means %s: %s', (wanted, version, expected) => {
  expect(isMeant(version, wanted)).toBe(expected);
});

interface TestMachine extends Disposable {
  readonly file: (name: string) => string;
}

suite.skipIf(process.platform === 'win32')('a Node that was installed with its headers', () => {
  const header = (version: string): string =>
    ['MAJOR', 'MINOR', 'PATCH']
      .map((part, at) => `#define NODE_${part}_VERSION ${version.split('.')[at]}\n`)
      .join('');
  const HEADER = 'prefix/include/node/node_version.h';
  /** No program at all: whoever asks it gets no answer. */
  const BINARY = 'prefix/bin/node';

  test('is not asked', async () => {
    using machine = machineWith({ [BINARY]: 'binary', [HEADER]: header('24.3.1') });
    expect(await search(machine, { PATH: machine.file('prefix/bin') })).toEqual({
      chosen: { source: 'path', executable: machine.file(BINARY), version: '24.3.1' },
      rejected: [],
    });
  });

  test('is found behind a link', async () => {
    using machine = machineWith({
      [BINARY]: 'binary',
      [HEADER]: header('24.3.1'),
      'links/.keep': '',
    });
    fs.symlinkSync(machine.file(BINARY), machine.file('links/node'));
    expect(await search(machine, { PATH: machine.file('links') })).toMatchObject({
      chosen: { executable: machine.file(BINARY), version: '24.3.1' },
    });
  });

  test('is known to be too old', async () => {
    using machine = machineWith({ [BINARY]: 'binary', [HEADER]: header('20.1.0') });
    expect(await search(machine, { PATH: machine.file('prefix/bin') })).toMatchObject({
      chosen: { source: 'editor' },
      rejected: [{ source: 'path', why: { reason: 'too-old', version: '20.1.0' } }],
    });
  });

  test("of npm's package is not asked either", async () => {
    using machine = machineWith({
      [BINARY]: 'binary',
      'prefix/package.json': '{ "name": "node", "version": "24.3.1" }',
    });
    expect(await search(machine, { PATH: machine.file('prefix/bin') })).toMatchObject({
      chosen: { source: 'path', version: '24.3.1' },
    });
  });

  test.each([
    ['a script', { [BINARY]: answering('/other/node', '24.9.0'), [HEADER]: header('24.3.1') }],
    [
      'another package',
      {
        [BINARY]: answering('/other/node', '24.9.0'),
        'prefix/package.json': '{ "name": "app", "version": "24.3.1" }',
      },
    ],
  ] as const)('%s is asked', async (_, files) => {
    using machine = machineWith(files);
    expect(await search(machine, { PATH: machine.file('prefix/bin') })).toMatchObject({
      chosen: { executable: '/other/node', version: '24.9.0' },
    });
  });

  test('is asked where the headers are of another day', async () => {
    using machine = machineWith({ [BINARY]: 'binary', [HEADER]: header('24.3.1') });
    fs.utimesSync(machine.file(HEADER), new Date(0), new Date(0));
    expect(await search(machine, { PATH: machine.file('prefix/bin') })).toMatchObject({
      chosen: { source: 'editor' },
      rejected: [{ source: 'path', why: { reason: 'no-answer' } }],
    });
  });
});

/** A home with a `project` in it, and `path` as its PATH. */
function machineWith(files: ProjectFiles): TestMachine {
  const home: Project = createProject({ 'project/.keep': '', ...files });
  for (const [name, text] of Object.entries(files))
    if (/^(?:#!|binary)/.test(String(text))) fs.chmodSync(path.join(home.directory, name), 0o755);
  return {
    file: (name) => path.join(home.directory, name),
    [Symbol.dispose]: () => home.dispose(),
  };
}

function answering(executable: string, version: string): string {
  return `#!/bin/sh\necho '${JSON.stringify([executable, version])}'\n`;
}

async function search(
  machine: TestMachine,
  {
    PATH = `${machine.file('path')}:/usr/bin-none`,
    ...options
  }: Partial<RuntimeOptions> & { readonly PATH?: string } = {},
): ReturnType<typeof findNode> {
  return await findNode({
    setting: '',
    folder: machine.file('project'),
    ownVersion: '22.20.0',
    env: { PATH },
    home: machine.file('.'),
    platform: 'linux',
    ...options,
  });
}
