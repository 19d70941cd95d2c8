/** How a project calls its own Jest. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface InstalledJest {
  /** Absolute path of its command. */
  readonly binary: string;
  readonly version: string;
}

const JEST = 'jest';

export function findJest(folder: string): InstalledJest | undefined {
  try {
    const require = createRequire(path.join(folder, 'package.json'));
    const file = require.resolve(`${JEST}/package.json`);
    const { bin, version } = readObject(file);
    const relative: unknown = typeof bin === 'string' ? bin : Reflect.get(Object(bin), JEST);
    return { binary: path.join(path.dirname(file), String(relative)), version: String(version) };
  } catch {
    return undefined;
  }
}

export interface JestCall {
  readonly env: Readonly<Record<string, string>>;
  readonly nodeFlags: readonly string[];
  /** Absolute. */
  readonly cwd: string;
}

/**
 * As the package's own script calls it: with its variables and Node's flags, but for those that wait for a debugger.
 *
 * @param folder of the configuration
 * @param rootDir whose scripts count where the folder is no package
 */
export function jestCall(folder: string, rootDir: string): JestCall {
  const cwd = fs.existsSync(path.join(folder, 'package.json')) ? folder : rootDir;
  for (const script of scriptsOf(cwd)) {
    const call =
      /((?:\b[A-Z_]\w*=\S*\s+)*)(?:node\s+((?:--?[\w-]+(?:=\S+)?\s+)*)\S*)?\bjest\b/.exec(script);
    if (call === null) continue;
    const assignments = call[1]?.trim().split(/\s+/).filter(Boolean) ?? [];
    const env = Object.fromEntries(
      assignments.map((one) => {
        const at = one.indexOf('=');
        const value = one.slice(at + 1).replace(/^(["'])(.*)\1$/, '$2');
        return [one.slice(0, at), withoutInspect(value.split(' ')).join(' ')];
      }),
    );
    const nodeFlags = call[2]?.trim().split(/\s+/).filter(Boolean) ?? [];
    return { env, nodeFlags: withoutInspect(nodeFlags), cwd };
  }
  return { env: {}, nodeFlags: [], cwd };
}

function withoutInspect(flags: readonly string[]): readonly string[] {
  return flags.filter((flag) => !flag.startsWith('--inspect'));
}

/** `test` first: others may be for debugging. */
function scriptsOf(folder: string): readonly string[] {
  try {
    const { scripts } = readObject(path.join(folder, 'package.json'));
    if (typeof scripts !== 'object' || scripts === null) return [];
    return Object.entries(scripts)
      .toSorted(([one], [other]) => Number(other === 'test') - Number(one === 'test'))
      .map(([, script]: [string, unknown]) => script)
      .filter((script) => typeof script === 'string');
  } catch {
    return []; // npm itself says what is wrong with it
  }
}

function readObject(file: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
