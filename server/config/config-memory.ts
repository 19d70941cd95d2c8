/**
 * What configurations that are programs came to, for as long as nothing of what they have read is another: their modules,
 * files, listed folders, environment variables and the packages that are installed.
 */
import fs from 'node:fs';
import path from 'node:path';
import { revision } from '../../modules/revision.ts';
import { writeFileAtomically } from '../../modules/store.ts';
import type { ConfigFunctionInput, ReadInputs } from '../../test-host/protocol.ts';
import { dataDirectory } from '../loading/store-place.ts';

const FORMAT = 1;
const NAME = 'configurations.json';

export interface ConfigMeaning {
  readonly value: unknown;
  /** Environment variables that it has set. */
  readonly env: Readonly<Record<string, string>>;
}

interface Remembered extends ConfigMeaning {
  /** By path: what tells one state of it from another. */
  readonly states: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string | null>>;
}

type Entries = Readonly<Record<string, Remembered>>;

export interface ConfigMemoryOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export class ConfigMemory {
  readonly #options: ConfigMemoryOptions;
  #entries: Entries | undefined;
  #place: string | undefined;

  constructor(options: ConfigMemoryOptions) {
    this.#options = options;
  }

  /** `undefined`: it has to be evaluated. */
  recall(file: string, input: ConfigFunctionInput): ConfigMeaning | undefined {
    return recallFrom(this.#read(file), { ...this.#options, file, input });
  }

  /** @param evaluated with the time when its evaluation began: what was written since then may not have been read */
  remember(
    file: string,
    input: ConfigFunctionInput,
    evaluated: ConfigMeaning & { readonly inputs: ReadInputs; readonly since: number },
  ): void {
    const { value, env: set, inputs, since } = evaluated;
    const { files = [], folders = [], env = [] } = inputs;
    if ([file, ...files].some((one) => isWrittenAfter(one, since))) return;
    const places = [
      file,
      ...files,
      ...folders.map((folder) => folder + path.sep),
      ...installations(file),
    ];
    const entry: Remembered = {
      value,
      env: set,
      states: Object.fromEntries(places.map((place) => [place, stateOf(place)])),
      variables: Object.fromEntries(
        env.map((name) => [name, this.#options.env[name] ?? null] as const),
      ),
    };
    this.#entries = { ...this.#read(file), [keyOf({ ...this.#options, file, input })]: entry };
    try {
      writeFileAtomically(this.#placeBeside(file), JSON.stringify(this.#entries));
    } catch {
      // read-only, or no room: it is evaluated again
    }
  }

  /** With the data of the project that the first configuration is about. */
  #placeBeside(file: string): string {
    const isPackage = /[\\/]node_modules[\\/]/.test(file);
    const folder = isPackage ? this.#options.cwd : path.dirname(file);
    return (this.#place ??= path.join(dataDirectory(folder), NAME));
  }

  #read(file: string): Entries {
    return (this.#entries ??= readEntries(this.#placeBeside(file)));
  }
}

/** What a host has found out about a Jest configuration, for who evaluates nothing. */
export function recallJestConfig(file: string, options: ConfigMemoryOptions): unknown {
  const input = { profile: undefined, ci: false };
  for (const folder of new Set([options.cwd, path.dirname(file)])) {
    const entries = readEntries(path.join(folder, '.ztest', NAME));
    const known = recallFrom(entries, { ...options, file, input });
    if (known !== undefined) return Reflect.get(Object(known.value), 'value');
  }
  return undefined;
}

interface Question extends ConfigMemoryOptions {
  readonly file: string;
  readonly input: ConfigFunctionInput;
}

function recallFrom(entries: Entries, question: Question): ConfigMeaning | undefined {
  const entry = entries[keyOf(question)];
  if (entry === undefined) return undefined;
  const { env } = question;
  const isSame =
    Object.entries(entry.states).every(([place, state]) => stateOf(place) === state) &&
    Object.entries(entry.variables).every(([name, value]) => (env[name] ?? null) === value);
  return isSame ? entry : undefined;
}

function keyOf({ file, input, cwd }: Question): string {
  return JSON.stringify([FORMAT, file, input, cwd, revision, process.versions.node]);
}

function readEntries(place: string): Entries {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(place, 'utf8'));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written above, whole
    return typeof value === 'object' && value !== null ? (value as Entries) : {};
  } catch {
    return {}; // nothing is remembered yet
  }
}

function isWrittenAfter(file: string, time: number): boolean {
  return (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > time;
}

/** Of a file its time and size; of a folder, which ends with a separator, its names. */
function stateOf(place: string): string {
  if (place.endsWith(path.sep)) return namesIn(place);
  const stats = fs.statSync(place, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size}`;
}

function namesIn(folder: string): string {
  try {
    const names = fs.readdirSync(folder);
    return names.filter((name) => !name.startsWith('.')).join('/');
  } catch {
    return '';
  }
}

/** What package managers write when they have installed something. */
const records = ['.package-lock.json', '.yarn-integrity', '.yarn-state.yml', '.modules.yaml'];

function* installations(file: string): Generator<string> {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    yield path.join(folder, 'package.json');
    for (const record of records) yield path.join(folder, 'node_modules', record);
    if (folder === path.dirname(folder)) return;
  }
}
