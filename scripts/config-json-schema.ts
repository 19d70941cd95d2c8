/** The JSON Schema of the configuration, for completion and checks in editors. */
import * as z from 'zod/mini';
import { configSchema } from '../server/config/schema.ts';

type Json = Record<string, unknown>;

/** Objects of the schema → the interfaces of `ztest/config` whose comments describe their keys. */
const interfaces: Readonly<Record<string, string>> = {
  '': 'Settings',
  retry: 'RetrySettings',
  snapshot: 'SnapshotSettings',
  'snapshot.format': 'PrintSettings',
  mocks: 'MockSettings',
  'tags.*': 'TagSettings',
  'types.*': 'KindSettings',
};

/** @param typesSource text of `test-host/config/define-config.ts`: its comments become descriptions */
export function configJsonSchema(typesSource: string): Json {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  });
  const root: Json = { ...schema };
  for (const [place, name] of Object.entries(interfaces)) {
    const comments = {
      ...commentsOf(typesSource, name),
      ...commentsOf(typesSource, baseOf(typesSource, name)),
    };
    for (const object of objectsAt(root, place === '' ? [] : place.split('.')))
      describe(object, comments);
  }
  const profiles = member(member(root, 'properties'), 'profiles');
  describe(member(profiles, 'additionalProperties'), commentsOf(typesSource, 'Settings'));
  describe(root, commentsOf(typesSource, 'Config'));
  return { title: 'Configuration of ztest', ...root };
}

/** The members of an interface that have a comment: key → text. */
function commentsOf(source: string, name: string | undefined): Readonly<Record<string, string>> {
  const body = new RegExp(`^export interface ${name}\\b[^{]*\\{$([^]*?)^\\}$`, 'm').exec(
    source,
  )?.[1];
  const members = (body ?? '').matchAll(/\/\*\* (.*?) \*\/\s+readonly (\$?\w+)\?/gs);
  return Object.fromEntries(
    [...members].map(([, comment = '', key = '']) => [
      key,
      comment.replaceAll(String.raw`**\/`, '**/'),
    ]),
  );
}

function baseOf(source: string, name: string): string | undefined {
  return new RegExp(`^export interface ${name} extends (\\w+)`, 'm').exec(source)?.[1];
}

/** Every schema of an object at a key path; a key can have several, one for each form of its value. */
function objectsAt(schema: unknown, path: readonly string[]): readonly Json[] {
  const options = [schema, ...asList(member(schema, 'anyOf'))].filter(isObject);
  const [key, ...rest] = path;
  if (key === undefined) return options.filter((option) => isObject(option['properties']));
  return options.flatMap((option) => {
    const next = key === '*' ? option['additionalProperties'] : member(option['properties'], key);
    return next === undefined ? [] : objectsAt(next, rest);
  });
}

function describe(object: unknown, comments: Readonly<Record<string, string>>): void {
  for (const [key, description] of Object.entries(comments)) {
    const property = member(member(object, 'properties'), key);
    if (isObject(property)) property['description'] = description;
  }
}

function member(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
