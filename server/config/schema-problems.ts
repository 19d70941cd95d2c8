/** Turns what the schema objects to into problems that name file, line, key and what is allowed. */
import type { core } from 'zod/mini';
import type { Problem } from '../../test-host/protocol.ts';
import type { KeyPath } from './key-positions.ts';
import { notSupportedYet, unknownKey, wrongValue, type Place } from './messages.ts';
import { configSchema, laterKeyNames, type ConfigOutput } from './schema.ts';

type Issue = core.$ZodIssue;

export interface ProblemContext {
  /** The value that was validated. */
  readonly value: unknown;
  readonly placeOf: (path: KeyPath) => Place;
}

/** One problem for each wrong key, in the order of the file. */
export function schemaProblems(issues: readonly Issue[], context: ProblemContext): Problem[] {
  return issues
    .flatMap((issue) => issueProblems(issue, [], context))
    .sort((a, b) => (a.location?.line ?? 0) - (b.location?.line ?? 0));
}

function issueProblems(issue: Issue, base: KeyPath, context: ProblemContext): Problem[] {
  const path = [
    ...base,
    ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
  ];
  const { placeOf } = context;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        unknownKey(placeOf([...path, key]), [...path, key], knownKeys(configSchema, path)),
      );
    case 'invalid_union': {
      // The branch that got furthest into the value is the one that was meant.
      const meant = issue.errors.find((branch) => branch.some(isInside));
      if (meant !== undefined) return meant.flatMap((inner) => issueProblems(inner, path, context));
      break;
    }
    case 'invalid_type': {
      // What is no metric is a glob; what looks like no glob, and has no limits of its own, is a mistake.
      const known = knownKeys(configSchema, path.slice(0, -1));
      const key = String(path.at(-1));
      if (path.at(-2) === 'thresholds' && !known.includes(key) && !/[*/.]/.test(key))
        return [unknownKey(placeOf(path), path, known)];
      break;
    }
    case 'invalid_value':
    case 'too_big':
    case 'too_small':
    case 'not_multiple_of':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
  }
  return [
    wrongValue(placeOf(path), {
      path,
      expected: issue.message,
      value: valueAt(context.value, path),
      choices: choicesOf(issue.message),
    }),
  ];
}

function isInside(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === 'unrecognized_keys';
}

/** The words that a sentence offers in quotes. */
function choicesOf(expected: string): string[] {
  return [...expected.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? '');
}

/** The keys that an object at this place of the configuration can have. */
function knownKeys(schema: core.$ZodType, path: KeyPath): readonly string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- zod's own union of all its types
  const { def } = (schema as core.$ZodTypes)._zod;
  const [key, ...rest] = path;
  if (def.type === 'optional') return knownKeys(def.innerType, path);
  if (def.type === 'pipe') return knownKeys(def.in, path);
  if (def.type === 'union') return def.options.flatMap((option) => knownKeys(option, path));
  if (def.type === 'record' && key !== undefined) return knownKeys(def.valueType, rest);
  if (def.type !== 'object') return [];
  if (key === undefined) return Object.keys(def.shape).filter((name) => name !== '$schema');
  const member = def.shape[key] ?? def.catchall;
  return member === undefined ? [] : knownKeys(member, rest);
}

function valueAt(value: unknown, path: KeyPath): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

/** Warnings for keys that this version accepts without acting on them. */
export function laterProblems(config: ConfigOutput, placeOf: (path: KeyPath) => Place): Problem[] {
  const problems: Problem[] = [];
  const report = (path: KeyPath): void => void problems.push(notSupportedYet(placeOf(path), path));
  const layers: [KeyPath, Omit<ConfigOutput, 'profiles'>][] = [[[], config]];
  for (const [name, profile] of Object.entries(config.profiles ?? {})) {
    layers.push([['profiles', name], profile]);
  }
  for (const [base, layer] of layers) {
    for (const key of laterKeyNames)
      if (Reflect.get(layer, key) !== undefined) report([...base, key]);
    if (Array.isArray(layer.types)) report([...base, 'types']);
  }
  return problems;
}
