import type { KnipConfig } from 'knip';
import { CHUNKS } from './scripts/chunks.ts';

const config: KnipConfig = {
  entry: [
    ...Object.values(CHUNKS),
    'test-host/api/{index,jest}.ts',
    'test-host/config/define-config.ts',
    'scripts/*.ts',
    'bench/main.ts',
    'test/**/*.test.ts',
    'ztest.config.ts',
  ],
  project: ['{client,server,test-host,modules,scripts,bench,test}/**/*.ts'],
  ignore: ['**/fixtures/**'],
  ignoreDependencies: ['node', 'oxlint-tsgolint'],
  ignoreExportsUsedInFile: { interface: true, type: true },
};

export default config;
