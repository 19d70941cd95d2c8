/** Processes that keep the machine busy, twice as much as it can do. */
import { spawn, type ChildProcess } from 'node:child_process';
import os from 'node:os';

export function keepBusy(): Disposable {
  const children = Array.from({ length: os.availableParallelism() * 2 }, spinner);
  return {
    [Symbol.dispose]: () => {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

/** It ends by itself when this process is gone. */
function spinner(): ChildProcess {
  const source = `const end = Date.now() + 120_000; while (Date.now() < end && process.ppid === ${process.pid});`;
  return spawn(process.execPath, ['-e', source], {
    stdio: 'ignore',
    detached: process.platform !== 'win32', // Linux gives each session its share, and hosts have sessions of their own
  });
}
