/** What each run waits for: modules of Node that only some runs need are loaded by them. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'ztest';

const LATER = ['crypto', 'worker_threads', 'readline/promises', 'assert', 'http', 'zlib', 'sqlite'];

test.each(['cli.cjs', 'first-host.cjs', 'host.cjs'])(
  'loading %s loads little of Node',
  (bundle) => {
    const before = `const known = new Set(process.moduleLoadList); require('module');`;
    const script = `${before} require('./dist/${bundle}'); console.log(process.moduleLoadList.filter((name) => !known.has(name)).join('\\n'));`;
    const text = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    const loaded = text.split('\n').map((name) => name.replace('NativeModule ', ''));
    expect(loaded.filter((name) => LATER.includes(name))).toEqual([]);
  },
);
