/** Settings that can be given as one text: by an environment variable or by a flag. */
import type { ConfigLayer } from './resolved-config.ts';
import {
  failureStrategies,
  forms,
  isolationLevels,
  leakDetections,
  maxAttempts,
  maxSeed,
  parseBoolean,
  parseDuration,
  parseInteger,
  parseReports,
  parseSize,
  parseWord,
  parseWorkers,
  type ValueForm,
} from './setting-values.ts';

export interface TextSetting {
  readonly form: ValueForm;
  /** `undefined` when the text is not of that form. */
  readonly read: (text: string) => ConfigLayer | undefined;
}

export const textSettings = {
  isolation: setting(
    forms.isolation,
    (text) => parseWord(text, isolationLevels),
    (isolation) => ({ isolation }),
  ),
  workers: setting(forms.workers, parseWorkers, (workers) => ({ workers })),
  timeout: setting(forms.duration, parseDuration, (timeout) => ({ timeout })),
  hookTimeout: setting(forms.duration, parseDuration, (hookTimeout) => ({ hookTimeout })),
  slowThreshold: setting(forms.duration, parseDuration, (slowThreshold) => ({ slowThreshold })),
  memoryLimit: setting(forms.size, parseSize, (memoryLimit) => ({ memoryLimit })),
  maxConcurrency: setting(forms.positive, count(1), (maxConcurrency) => ({ maxConcurrency })),
  retry: setting(forms.count, count(0), (attempts) => ({ retry: { count: attempts } })),
  repeats: setting(forms.count, count(0), (repeats) => ({ repeats })),
  bail: setting(forms.count, count(0), (bail) => ({ bail })),
  seed: setting(forms.seed, seed, (value) => ({ seed: value })),
  shuffle: setting(forms.seed, seed, (value) => ({ shuffle: true, seed: value })),
  failureStrategy: setting(
    forms.failureStrategy,
    (text) => parseWord(text, failureStrategies),
    (failureStrategy) => ({ failureStrategy }),
  ),
  detectLeaks: setting(
    forms.detectLeaks,
    (text) => parseWord(text, leakDetections),
    (detectLeaks) => ({ detectLeaks }),
  ),
  report: setting(forms.report, parseReports, (report) => ({ report })),
  outputDir: setting(
    forms.path,
    (text) => (text.trim() === '' ? undefined : text),
    (outputDir) => ({ outputDir }),
  ),
  globals: setting(forms.boolean, parseBoolean, (globals) => ({ globals })),
  shuffled: setting(forms.boolean, parseBoolean, (shuffle) => ({ shuffle })),
} as const satisfies Record<string, TextSetting>;

export type TextSettingName = keyof typeof textSettings;

function setting<T>(
  form: ValueForm,
  parse: (text: string) => T | undefined,
  toLayer: (value: T) => ConfigLayer,
): TextSetting {
  return {
    form,
    read: (text) => {
      const value = parse(text);
      return value === undefined ? undefined : toLayer(value);
    },
  };
}

function count(min: number): (text: string) => number | undefined {
  return (text) => parseInteger(text, { min, max: maxAttempts });
}

function seed(text: string): number | undefined {
  return parseInteger(text, { min: 0, max: maxSeed });
}
