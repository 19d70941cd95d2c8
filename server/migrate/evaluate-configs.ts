/** What configurations of Jest come to: a host evaluates those that are programs. */
import path from 'node:path';
import type { ConfigFunctionInput, Problem } from '../../test-host/protocol.ts';
import { isObject, readOptions } from '../jest/read-options.ts';
import type { EvaluatedSettings, JestSuite } from './jest-suites.ts';

export interface EvaluateRequest {
  /** Absolute, with forward slashes. */
  readonly rootDir: string;
  readonly suites: readonly JestSuite[];
  /** In a host. */
  readonly evaluate: (file: string, input: ConfigFunctionInput) => Promise<unknown>;
}

export interface EvaluatedConfigs {
  readonly settings: EvaluatedSettings;
  /** With an error among them nothing can be said of a configuration. */
  readonly problems: readonly Problem[];
}

export async function evaluateConfigs(request: EvaluateRequest): Promise<EvaluatedConfigs> {
  const { rootDir, suites, evaluate } = request;
  const settings = new Map<string, Readonly<Record<string, unknown>>>();
  const problems: Problem[] = [];
  for (const { source, folder } of suites) {
    if (source === undefined || source.endsWith('package.json')) continue;
    const file = `${rootDir}/${source}`;
    const options = await readOptions(file, { cwd: rootDir, evaluate, problems });
    const place = path.posix.join(rootDir, folder);
    const said = withoutPlace(options, place);
    if (isObject(said)) settings.set(file, said);
  }
  return { settings, problems };
}

/** `path.join(__dirname, 'test')` is `<rootDir>/test` on every machine. */
function withoutPlace(value: unknown, place: string): unknown {
  if (typeof value === 'string') {
    const text = value.replaceAll('\\', '/');
    if (text === place) return '<rootDir>';
    return text.startsWith(`${place}/`) ? `<rootDir>${text.slice(place.length)}` : value;
  }
  if (Array.isArray(value)) return value.map((one: unknown) => withoutPlace(one, place));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withoutPlace(one, place)]),
  );
}
