import assert from 'node:assert/strict';
import { itemAt, type HostSuite } from './host-suite.ts';

/** Lenses, menus of messages and quick fixes call them with what they are about: nobody could from the palette. */
const CALLED_WITH_A_SUBJECT = [
  'ztest.chooseTest',
  'ztest.installPackage',
  'ztest.renameTitle',
  'ztest.showTest',
];

/** The editor makes some for each view. */
const OF_A_VIEW = /^ztest\.(?:uncoveredChanges|testHealth)\./;

interface Contributes {
  readonly commands: readonly { readonly command: string; readonly title: string }[];
  readonly keybindings: readonly { readonly command: string; readonly key: string }[];
  readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
}

export const manifest: HostSuite = {
  'names the commands that are registered, and no others': async ({ api, extension }) => {
    const registered = (await api.commands.getCommands(true))
      .filter((id) => id.startsWith('ztest.') && !OF_A_VIEW.test(id))
      .toSorted();
    const named = contributes(extension).commands.map(({ command }) => command);
    assert.deepEqual(registered, [...named, ...CALLED_WITH_A_SUBJECT].toSorted());
  },

  'has keys and menu entries for commands that exist': async ({ extension }) => {
    const { commands, keybindings, menus } = contributes(extension);
    const named = new Set(commands.map(({ command }) => command));
    const used = [...keybindings, ...Object.values(menus).flat()].map(({ command }) => command);
    assert.deepEqual(
      used.filter((command) => command.startsWith('ztest.') && !named.has(command)),
      [],
    );
  },

  'has no key twice under the same condition': async ({ extension }) => {
    const keys = contributes(extension).keybindings.map((binding) =>
      JSON.stringify({ ...binding, command: '' }),
    );
    assert.equal(new Set(keys).size, keys.length);
  },

  'has a translation of every title': async ({ extension }) => {
    for (const { command, title } of contributes(extension).commands)
      assert.doesNotMatch(title, /%/, command);
  },

  'has commands that work on the item they are given': async (host) => {
    const { api } = host;
    const item = await itemAt(host, 'src', 'sum.test.ts', 'sum', 'adds');
    await api.commands.executeCommand('ztest.copyTestId', item);
    assert.equal(await api.env.clipboard.readText(), item.id);
  },
};

function contributes({ packageJSON }: { readonly packageJSON: unknown }): Contributes {
  return (packageJSON as { readonly contributes: Contributes }).contributes;
}
