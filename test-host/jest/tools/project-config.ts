/** The configuration of a project as Jest gives it to reporters and sequencers. */
import { hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export function projectConfig(
  written: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const rootDir = String(written['rootDir']);
  const id = hash('sha1', rootDir).slice(0, 32);
  const cacheDirectory = path.join(rootDir, '.ztest', 'jest');
  try {
    fs.mkdirSync(cacheDirectory, { recursive: true });
  } catch {
    // a sequencer that wants to keep something there says so
  }
  const { displayName } = written;
  return {
    automock: false,
    cache: true,
    clearMocks: false,
    coveragePathIgnorePatterns: ['/node_modules/'],
    globals: {},
    haste: {},
    id,
    injectGlobals: true,
    moduleDirectories: ['node_modules'],
    moduleFileExtensions: ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'json', 'node'],
    name: id,
    resetMocks: false,
    restoreMocks: false,
    roots: [rootDir],
    runner: 'jest-runner',
    setupFiles: [],
    setupFilesAfterEnv: [],
    slowTestThreshold: 5,
    snapshotSerializers: [],
    testEnvironment: 'node',
    testEnvironmentOptions: {},
    testLocationInResults: false,
    testMatch: [],
    testPathIgnorePatterns: ['/node_modules/'],
    testRegex: [],
    testRunner: 'jest-circus/runner',
    watchPathIgnorePatterns: [],
    ...written,
    cacheDirectory,
    ...(typeof displayName === 'string' && { displayName: { name: displayName, color: 'white' } }),
  };
}
