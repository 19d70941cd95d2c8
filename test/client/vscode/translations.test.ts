/** What a translator starts from is complete. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { expect, test } from 'ztest';
import * as protocol from '../../../server/protocol.ts';
import { createProject } from '../../support/run-project.ts';

test('the bundle holds every text of the extension (node scripts/write-l10n-bundle.ts)', () => {
  using project = createProject({});
  const file = `${project.directory}/bundle.json`;
  execFileSync(process.execPath, ['scripts/write-l10n-bundle.ts', file]);
  expect(fs.readFileSync('l10n/bundle.l10n.json', 'utf8')).toBe(fs.readFileSync(file, 'utf8'));
});

test('every %key% of the manifest has a text, and every text a %key%', () => {
  const manifest = fs.readFileSync('package.json', 'utf8');
  const used = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
  const texts: unknown = JSON.parse(fs.readFileSync('package.nls.json', 'utf8'));
  expect(Object.keys(Object(texts)).toSorted()).toEqual([...new Set(used)].toSorted());
});

test('every command of a menu, a key or a walkthrough is there', () => {
  const { contributes } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  const declared = new Set(contributes.commands.map(({ command }) => command));
  const source = ['register-commands', 'view-commands']
    .map((name) => fs.readFileSync(`client/vscode/commands/${name}.ts`, 'utf8'))
    .join('');
  const texts = `${JSON.stringify(contributes)}${fs.readFileSync('package.nls.json', 'utf8')}`;
  const named = [...texts.matchAll(/"command":"(ztest\.\w+)"|command:(ztest\.\w+)/g)];
  // Registered, but in no menu: the one of windows that have no Node.
  const others = ['ztest.whyNothingRuns'];
  for (const [, id, linked] of named) expect([...declared, ...others]).toContain(id ?? linked);
  // Each by its id, or by the constant that the server shares.
  const constants = new Map(Object.entries(protocol).map(([name, value]) => [value, name]));
  const missing = [...declared].filter(
    (id) => !source.includes(`'${id}':`) && !source.includes(`[${constants.get(id)}]:`),
  );
  expect(missing).toEqual([]);
});

test('every setting says what it is for, what it may be, and where it is kept', () => {
  const { contributes, capabilities } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as {
    readonly contributes: {
      readonly configuration: { readonly properties: Readonly<Record<string, object>> };
    };
    readonly capabilities: {
      readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
    };
  };
  const settings = Object.entries(contributes.configuration.properties);
  for (const [name, setting] of settings) {
    expect(setting).toMatchObject({
      type: expect.any(String),
      default: expect.anything(),
      scope: expect.stringMatching(/^(?:window|resource|machine-overridable)$/),
      markdownDescription: `%configuration.${name.slice('ztest.'.length)}%`,
    });
  }
  // What names a program, or could, is not read from a workspace that is not trusted.
  expect(capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
    'ztest.env',
    'ztest.nodeExecutable',
  ]);
});
