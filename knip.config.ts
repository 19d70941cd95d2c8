import type { KnipConfig } from 'knip';
import { CHUNKS } from './scripts/chunks.ts';
import { WEB_CHUNKS, WEB_SUBSTITUTES } from './scripts/web-chunks.ts';

const isFile = (name: string): boolean => name.endsWith('.ts');

const config: KnipConfig = {
  entry: [
    ...Object.values(CHUNKS),
    ...Object.values(WEB_CHUNKS),
    ...WEB_SUBSTITUTES.filter(isFile),
    'server/web/node/globals.ts',
    'server/coverage/make-dir.ts', // an alias of the build
    'test-host/api/{index,jest}.ts',
    'test-host/config/define-config.ts',
    'scripts/*.ts',
    'bench/parse-all.ts',
    'test/**/*.test.ts',
    'test/types/*.ts',
    'test/vscode/support/shared-vscode.ts', // globalSetup, as the next
    'test/vscode/support/desktop-vscode.ts',
    'scripts/vscode/host/entry.ts', // VS Code loads it
    'ztest.config.ts',
  ],
  project: ['{client,server,test-host,modules,titles,scripts,bench,test}/**/*.ts'],
  ignoreDependencies: WEB_SUBSTITUTES.filter((name) => !isFile(name) && !name.includes('/')),
  ignoreBinaries: ['apt-get'], // the system's
  ignoreExportsUsedInFile: { interface: true, type: true },
};

export default config;
