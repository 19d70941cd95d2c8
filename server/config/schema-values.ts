/** The value types that the schema is built from. Each turns its written form into a plain value. */
import * as z from 'zod/mini';
import {
  durationPattern,
  forms,
  maxAttempts,
  maxDuration,
  maxWorkers,
  oneOf,
  parseDuration,
  parseSize,
  parseWorkers,
  sizePattern,
  workersPattern,
} from './setting-values.ts';

export function integer(
  range: { readonly min: number; readonly max?: number },
  expected: string,
): z.ZodMiniNumberFormat {
  const schema = z.int(expected).check(z.gte(range.min, expected));
  return range.max === undefined ? schema : schema.check(z.lte(range.max, expected));
}

export function choice<const T extends readonly string[]>(words: T): z.ZodMiniEnum<EnumOf<T>> {
  return z.enum(words, oneOf(words));
}
type EnumOf<T extends readonly string[]> = { [K in T[number]]: K };

/** One text stands for a list of one. */
export function stringList(expected: string) {
  return z.pipe(
    z.union([z.array(z.string('a text')), z.string()], expected),
    z.transform((value: string | string[]) => (typeof value === 'string' ? [value] : value)),
  );
}

export const durationSchema = numberOrText(forms.duration.expected, {
  max: maxDuration,
  pattern: durationPattern,
  parse: parseDuration,
});

export const sizeSchema = numberOrText(forms.size.expected, {
  max: Number.MAX_SAFE_INTEGER,
  pattern: sizePattern,
  parse: parseSize,
});

export const workersSchema = z.pipe(
  z.union(
    [
      integer({ min: 1, max: maxWorkers }, forms.workers.expected),
      z.string().check(
        z.regex(workersPattern, { error: forms.workers.expected, abort: true }),
        z.refine((text) => parseWorkers(text) !== undefined, forms.workers.expected),
      ),
    ],
    forms.workers.expected,
  ),
  z.transform((value: number | string) =>
    typeof value === 'number' ? value : (parseWorkers(value) ?? 1),
  ),
);

const attempts = integer({ min: 0, max: maxAttempts }, forms.count.expected);

const patternForm = 'a regular expression';
const patternSchema = z.pipe(
  z.union(
    [
      z.string(),
      z.strictObject({ source: z.string(patternForm), flags: z.optional(z.string(patternForm)) }),
    ],
    patternForm,
  ),
  z.pipe(
    z.transform((value: string | { source: string; flags?: string | undefined }) =>
      typeof value === 'string'
        ? { source: value, flags: '' }
        : { source: value.source, flags: value.flags ?? '' },
    ),
    z.custom<{ source: string; flags: string }>(isPattern, patternForm),
  ),
);

/** A number of retries, or the whole of it. Gives only what was set. */
export const retrySchema = z.pipe(
  z.union(
    [
      attempts,
      z.strictObject({
        count: z.optional(attempts),
        delay: z.optional(durationSchema),
        when: z.optional(patternSchema),
      }),
    ],
    'a number of retries, or { count, delay, when }',
  ),
  z.transform((value) => (typeof value === 'number' ? { count: value } : value)),
);

function numberOrText(
  expected: string,
  form: {
    readonly max: number;
    /** For editors, which know no more than a pattern. */
    readonly pattern: RegExp;
    readonly parse: (text: string) => number | undefined;
  },
) {
  return z.pipe(
    z.union(
      [
        z.number(expected).check(z.gte(0, expected), z.lte(form.max, expected)),
        z.string().check(
          z.regex(form.pattern, { error: expected, abort: true }),
          z.refine((text) => form.parse(text) !== undefined, expected),
        ),
      ],
      expected,
    ),
    z.transform((value: number | string) =>
      typeof value === 'number' ? Math.round(value) : (form.parse(value) ?? 0),
    ),
  );
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('source' in value)) return false;
  try {
    new RegExp(String(value.source), 'flags' in value ? String(value.flags) : '');
    return true;
  } catch {
    return false; // the issue that this check raises says it
  }
}
