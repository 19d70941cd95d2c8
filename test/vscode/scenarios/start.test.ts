/** `npm start`: the installed VS Code, or one for the browser, which leaves nothing behind. */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { expect, test } from 'ztest';
import { MARK_VARIABLE } from '../../support/processes.ts';
import { createProject } from '../../support/run-project.ts';
import { processesOf, stillThere } from '../support/editor-processes.ts';
import { openWindow } from '../../../scripts/vscode/open-window.ts';
import { sharedVscode } from '../support/shared-vscode.ts';
import { Workbench } from '../support/workbench.ts';

test('with a "code" on PATH, that is opened', () => {
  using machine = createProject({ 'bin/code': `#!/bin/sh\nprintf '%s\\n' "$@" > "$RECORD"\n` });
  const bin = path.join(machine.directory, 'bin');
  fs.chmodSync(path.join(bin, 'code'), 0o755);
  const { status } = spawnSync(process.execPath, ['scripts/start.ts'], {
    env: {
      ...process.env,
      PATH: `${bin}:${process.env['PATH']}`,
      RECORD: path.join(machine.directory, 'arguments.txt'),
    },
  });
  expect(status).toBe(0);
  expect(machine.read('arguments.txt').trim().split('\n')).toEqual([
    `--extensionDevelopmentPath=${path.resolve('.')}`,
    '--new-window',
    path.resolve('examples/shop'),
  ]);
});

test('without one, the browser shows the example, and Ctrl-C ends all of it', async () => {
  const mark = randomUUID();
  using scratch = createProject({});
  const starting = spawn(process.execPath, ['scripts/start.ts'], {
    env: {
      ...process.env,
      PATH: '/usr/bin:/bin',
      TMPDIR: scratch.directory,
      [MARK_VARIABLE]: mark,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(starting, 'exit');
  const address = await addressIn(starting.stdout);
  await using browser = await chromium.connect(sharedVscode().browser);
  await using window = await openWindow(browser, address);
  const workbench = new Workbench(window.page);
  await workbench.ready();
  await workbench.showTests();
  await workbench.testRows('test').first().waitFor();
  await workbench.command('Test: Run All Tests');
  await workbench.page.locator('.statusbar-item[aria-label*=" passed, 0 failed"]').waitFor();
  await workbench.screenshot('start/browser');
  const all = processesOf(mark);
  starting.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(await stillThere(all, 5000)).toEqual([]);
  const left = fs.readdirSync(scratch.directory, { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => name.startsWith('zt'))).toEqual([]);
});

async function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += String(chunk);
    const address = /Open (?<address>http\S+)/.exec(text)?.groups?.['address'];
    if (address !== undefined) return address;
  }
  throw new Error(`It has ended without an address:\n${text}`);
}
