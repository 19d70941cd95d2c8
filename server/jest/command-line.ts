/** What a script of a `package.json` gives to Jest on its command line, as far as it changes what tests do. */

export interface CommandLine {
  /** Keys of a configuration, and what else is known of the call: `config`, `esModules`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Environment variables that are set for the call. */
  readonly env: Readonly<Record<string, string>>;
}

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
  '--maxWorkers': 'maxWorkers',
  '-w': 'maxWorkers',
};

type Scripts = Readonly<Record<string, unknown>>;

/** Of the script that runs the tests: `test` before `test:…` before others. `undefined`: no script runs Jest. */
export function commandLineOf(scripts: unknown): CommandLine | undefined {
  if (typeof scripts !== 'object' || scripts === null) return undefined;
  const all: Scripts = { ...scripts };
  const calls = Object.entries(all)
    .map(([name, text]) => ({
      name,
      call: typeof text === 'string' ? callIn(text, all, [name]) : undefined,
    }))
    .filter(({ call }) => call !== undefined)
    .toSorted((a, b) => rank(a.name) - rank(b.name));
  const [first] = calls;
  return first?.call;
}

function rank(name: string): number {
  if (name === 'test') return 0;
  if (name === 'jest') return 1;
  return name.startsWith('test') ? 2 : 3;
}

const CALL =
  /(?:^|[\s;&|/"'])(?:jest(?:\.js|-ci)?|(?:react-scripts|craco|kcd-scripts|tsdx)\s+test)(?=$|[\s;&|"'])([^;&|]*)/;
/** One script from another; what stands behind its name is for it. */
const SCRIPT = /\b(?:npm|pnpm|yarn|bun)\s+(?:run(?:-script)?\s+)?([\w:.-]+)([^;&|]*)/g;

function callIn(
  script: string,
  scripts: Scripts,
  asked: readonly string[],
): CommandLine | undefined {
  const call = callOf(script);
  if (call !== undefined) return call;
  for (const [, name = '', rest = ''] of script.matchAll(SCRIPT)) {
    const text = scripts[name];
    if (typeof text !== 'string' || asked.includes(name)) continue;
    const inner = callIn(text, scripts, [...asked, name]);
    if (inner === undefined) continue;
    const before = script.slice(0, script.indexOf(name));
    return {
      settings: { ...inner.settings, ...settingsOf(wordsOf(rest)) },
      env: { ...envOf(wordsOf(/[^;&|]*$/.exec(before)?.[0] ?? '')), ...inner.env },
    };
  }
  return undefined;
}

/** The words around `jest`, from one command of the shell to the next. */
function callOf(script: string): CommandLine | undefined {
  const call = CALL.exec(script);
  if (call === null) return undefined;
  const before = /[^;&|]*$/.exec(script.slice(0, call.index + 1))?.[0] ?? '';
  const hasEsModules = script.includes('--experimental-vm-modules');
  return {
    settings: {
      ...settingsOf(wordsOf(call[1] ?? '')),
      ...(hasEsModules && { esModules: 'true' }),
    },
    env: envOf(wordsOf(before)),
  };
}

function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
}

function settingsOf(words: readonly string[]): Readonly<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (const [i, word] of words.entries()) {
    if (word === '--runInBand' || word === '-i') settings['maxWorkers'] = '1';
    const [flag = '', value = words[i + 1]] = word.split(/=(.*)/s);
    const key = flags[flag];
    if (key !== undefined && value !== undefined) settings[key] = value;
  }
  return settings;
}

/** `TZ=UTC jest`, also by `cross-env`. What Node itself reads when it starts comes too late. */
function envOf(words: readonly string[]): Readonly<Record<string, string>> {
  const pairs = words.flatMap((word) => {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=([^$]*)$/.exec(word) ?? [];
    return name === undefined || name === 'NODE_OPTIONS' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}
