import fs from 'node:fs';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { configJsonSchema } from '../../../scripts/config-json-schema.ts';
import { configSchema, type ConfigInput } from '../../../server/config/schema.ts';
import type { Config } from '../../../test-host/config/define-config.ts';

const typesSource = fs.readFileSync(
  path.join(import.meta.dirname, '../../../test-host/config/define-config.ts'),
  'utf8',
);

/** Compiles only when both have the same keys: the types that users see are those that are checked. */
type SameKeys<A, B> = [keyof A, keyof B] extends [keyof B, keyof A] ? true : never;
const topKeysAgree: SameKeys<Config, ConfigInput> = true;
type Inner<T, K extends keyof T> = Extract<NonNullable<T[K]>, object>;
type Snapshot<T extends { snapshot?: unknown }> = Inner<T, 'snapshot'>;
const snapshotKeysAgree: SameKeys<Snapshot<Config>, Snapshot<ConfigInput>> = true;
const formatKeysAgree: SameKeys<
  Inner<Snapshot<Config>, 'format'>,
  Inner<Snapshot<ConfigInput>, 'format'>
> = true;

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly description?: string;
  readonly pattern?: string;
  readonly additionalProperties?: JsonSchema | boolean;
}

const schema = configJsonSchema(typesSource) as JsonSchema;

suite('the JSON Schema for editors', () => {
  test('has every key of the configuration, and no other', () => {
    expect([topKeysAgree, snapshotKeysAgree, formatKeysAgree]).toEqual([true, true, true]);
    const keys = Object.keys(schema.properties ?? {});
    const wrong = configSchema.safeParse(Object.fromEntries(keys.map((key) => [key, undefined])));
    expect(wrong.success).toBe(true);
    expect(keys).toContain('include');
    expect(keys).toContain('profiles');
    expect(schema.additionalProperties).toBe(false);
  });

  test('describes every key, also those of profiles and of nested objects', () => {
    const { snapshot, retry, profiles } = schema.properties ?? {};
    const objects = [
      schema,
      profiles?.additionalProperties as JsonSchema,
      snapshot,
      snapshot?.properties?.['format'],
      retry?.anyOf?.find(({ properties }) => properties !== undefined),
    ];
    for (const object of objects) {
      const properties = Object.entries(object?.properties ?? {});
      expect(properties.length).toBeGreaterThan(0);
      const silent = properties.filter(([, { description = '' }]) => description === '');
      expect(silent.map(([key]) => key)).toEqual([]);
    }
  });

  test('lets an editor see that a duration is mistyped', () => {
    const text = schema.properties?.['timeout']?.anyOf?.find(
      ({ pattern }) => pattern !== undefined,
    );
    const pattern = new RegExp(text?.pattern ?? '(?!)');
    expect(['5s', '1.5m', '500'].filter((value) => !pattern.test(value))).toEqual([]);
    expect(['5 parsecs', '', 's'].filter((value) => pattern.test(value))).toEqual([]);
  });
});
