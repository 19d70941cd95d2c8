/** Presets whose contents are known: reading them would load a compiler only to hear what ztest does anyway. */
import type { JestOptions } from './read-options.ts';

const ts = { '^.+\\.tsx?$': 'ts-jest' };
const js = { '^.+\\.[tj]sx?$': 'ts-jest' };
const babel = { '^.+\\.jsx?$': 'babel-jest', '^.+\\.tsx?$': 'ts-jest' };
const tsAsEsm = { extensionsToTreatAsEsm: ['.ts', '.tsx', '.mts'] };
const jsAsEsm = { extensionsToTreatAsEsm: ['.jsx', '.ts', '.tsx', '.mts'] };

const presets: Readonly<Record<string, JestOptions>> = {
  'ts-jest': { transform: ts },
  'ts-jest/presets': { transform: ts },
  'ts-jest/presets/default': { transform: ts },
  'ts-jest/presets/default-legacy': { transform: ts },
  'ts-jest/presets/default-esm': { ...tsAsEsm, transform: ts },
  'ts-jest/presets/default-esm-legacy': { ...tsAsEsm, transform: ts },
  'ts-jest/presets/js-with-ts': { transform: js },
  'ts-jest/presets/js-with-ts-legacy': { transform: js },
  'ts-jest/presets/js-with-ts-esm': { ...jsAsEsm, transform: js },
  'ts-jest/presets/js-with-babel': { transform: babel },
  'ts-jest/presets/js-with-babel-esm': { ...jsAsEsm, transform: babel },
};

export function presetOfOurs(name: string): JestOptions | undefined {
  return Object.hasOwn(presets, name) ? presets[name] : undefined;
}
