/** Whether the `when` of a test holds here, and the sentence for it when it does not. */
import { matchesNodeRange } from '../api/node-range.ts';
import type { TestConditions } from '../api/types.ts';

/** What the conditions are about. */
export interface HostFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly arch: string;
  /** Without a leading v. */
  readonly nodeVersion: string;
}

const PLATFORMS: Readonly<Record<string, string>> = {
  macos: 'darwin',
  mac: 'darwin',
  windows: 'win32',
};

/** The first condition that does not hold, as a sentence; `undefined` when all hold. */
export function unmetCondition(
  conditions: readonly TestConditions[],
  facts: HostFacts,
): string | undefined {
  for (const condition of conditions) {
    const unmet =
      unmetName('os', condition.os ?? condition.platform, facts.platform) ??
      unmetName('arch', condition.arch, facts.arch) ??
      unmetNode(condition.node, facts.nodeVersion) ??
      unmetEnvironment(condition.env, facts.env);
    if (unmet !== undefined) return unmet;
  }
  return undefined;
}

function unmetName(
  what: 'os' | 'arch',
  wanted: string | readonly string[] | undefined,
  actual: string,
): string | undefined {
  if (wanted === undefined) return undefined;
  const names = typeof wanted === 'string' ? [wanted] : wanted;
  const isMet = names.some((name) => (PLATFORMS[name.toLowerCase()] ?? name) === actual);
  return isMet ? undefined : `needs ${what} ${names.join(' or ')}, this is ${actual}`;
}

function unmetNode(range: string | undefined, version: string): string | undefined {
  if (range === undefined) return undefined;
  const isMet = matchesNodeRange(version, range) === true; // unreadable ranges were refused where they are declared
  return isMet ? undefined : `needs Node ${range}, this is ${version}`;
}

function unmetEnvironment(
  wanted: TestConditions['env'],
  env: HostFacts['env'],
): string | undefined {
  if (wanted === undefined) return undefined;
  if (typeof wanted === 'string') return unmetNames([wanted], env);
  if (isList(wanted)) return unmetNames(wanted, env);
  for (const [name, value] of Object.entries(wanted)) {
    const actual = env[name];
    const isMet =
      typeof value === 'boolean'
        ? isSet(actual) === value
        : typeof value === 'string'
          ? actual === value
          : actual !== undefined &&
            new RegExp(value.source, value.flags.replace(/[gy]/g, '')).test(actual);
    if (!isMet) return describeVariable(name, value);
  }
  return undefined;
}

function unmetNames(names: readonly string[], env: HostFacts['env']): string | undefined {
  const actual = env['ZTEST_ENV'] ?? env['NODE_ENV'] ?? '';
  const isMet = names.some((name) => name === actual || (name === 'ci' && isSet(env['CI'])));
  if (isMet) return undefined;
  return `needs environment ${names.join(' or ')}, this is ${actual === '' ? 'none' : actual}`;
}

function describeVariable(name: string, value: string | boolean | RegExp): string {
  if (value === true) return `needs the variable ${name}`;
  if (value === false) return `needs the variable ${name} not to be set`;
  return `needs the variable ${name} to be ${String(value)}`;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}

function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}
