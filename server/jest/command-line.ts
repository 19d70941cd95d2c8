/** What a script of a `package.json` gives to Jest on its command line, as far as it changes what tests do. */

/** Flag → the key of the configuration that it sets. */
const flags: Readonly<Record<string, string>> = {
  '-c': 'config',
  '--config': 'config',
  '--env': 'testEnvironment',
  '--testEnvironment': 'testEnvironment',
  '--rootDir': 'rootDir',
  '--testTimeout': 'testTimeout',
  '--setupFilesAfterEnv': 'setupFilesAfterEnv',
  '--setupFiles': 'setupFiles',
  '--testPathIgnorePatterns': 'testPathIgnorePatterns',
  '--testRegex': 'testRegex',
  '--testMatch': 'testMatch',
};

/** Of the script that runs the tests: `test` before `test:…` before others. `undefined`: no script runs Jest. */
export function commandLineOf(scripts: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof scripts !== 'object' || scripts === null) return undefined;
  const texts = Object.entries(scripts).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const calls = texts
    .map(([name, text]) => ({ name, call: callOf(text) }))
    .filter(({ call }) => call !== undefined)
    .toSorted((a, b) => rank(a.name) - rank(b.name));
  const [first] = calls;
  return first?.call === undefined ? undefined : settingsOf(first.call);
}

function rank(name: string): number {
  if (name === 'test') return 0;
  if (name === 'jest') return 1;
  return name.startsWith('test') ? 2 : 3;
}

/** The words behind `jest`, up to the next command of the shell. */
function callOf(script: string): string | undefined {
  const call = /(?:^|[\s;&|/"'])jest(?:\.js)?(?=$|[\s;&|"'])([^;&|]*)/.exec(script);
  return call === null ? undefined : nodeFlags(script) + (call[1] ?? '');
}

function nodeFlags(script: string): string {
  return script.includes('--experimental-vm-modules') ? ' --experimental-vm-modules' : '';
}

function settingsOf(call: string): Readonly<Record<string, string>> {
  const words = [...call.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
  const settings: Record<string, string> = {};
  for (const [i, word] of words.entries()) {
    if (word === '--experimental-vm-modules') settings['esModules'] = 'true';
    const [flag = '', value = words[i + 1]] = word.split(/=(.*)/s);
    const key = flags[flag];
    if (key !== undefined && value !== undefined) settings[key] = value;
  }
  return settings;
}
