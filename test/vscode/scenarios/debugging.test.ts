/** Breakpoints where somebody sets them: in sources of all kinds, over several tests, in children. */
import { expect, suite, test } from 'ztest';
import { useProject } from '../support/use-project.ts';

suite('breakpoints', () => {
  const opened = useProject({
    'tsconfig.json': `{ "compilerOptions": { "jsx": "react", "jsxFactory": "h", "experimentalDecorators": true } }`,
    'src/h.ts': `export const h = (tag: string, props: object): object => ({ tag, props });\n`,
    'src/sum.ts': `interface Pair {
  readonly a: number;
  readonly b: number;
}

export function sum({ a, b }: Pair): number {
  return a + b;
}
`,
    'src/view.tsx': `import { h } from './h.ts';
interface Props {
  readonly name: string;
}

export const View = ({ name }: Props): unknown => {
  return <b title={name} />;
};
`,
    'src/old.cts': `type Text = string;

export = function shout(text: Text): Text {
  return text.toUpperCase();
};
`,
    'src/decorated.ts': `interface Named {
  readonly name: string;
}

function logged(_target: unknown, { length }: string): void {
  length.toFixed();
}

export class Shop implements Named {
  readonly name = 'shop';

  @logged
  open(): string {
    return this.name;
  }
}
`,
    'src/late.ts': `type Later = number;

export const late = (): Later => {
  return 42;
};
`,
    'src/awaiting.ts': `type Awaited = number;

const six: Awaited = await Promise.resolve(6);
export const awaited = (): Awaited => {
  return six * 7;
};
`,
    'src/child.mjs': `const answer = 6 * 7;
console.log(answer);
`,
    'src/forked.mjs': `const answer = 6 * 7;
process.send(answer);
process.disconnect();
`,
    'src/worker.mjs': `import { parentPort } from 'node:worker_threads';
parentPort.postMessage(6 * 7);
`,
    'pair/one.test.ts': `import { test } from 'ztest';

interface Unseen {
  readonly gone: string;
}
test('one', { timeout: 1000 }, () => {
  JSON.stringify({});
});
`,
    'pair/two.test.ts': `import { test } from 'ztest';
test('two', () => {
  JSON.stringify({});
});
`,
    'src/endless.test.ts': `import fs from 'node:fs';
import { test } from 'ztest';
test('never ends', async () => {
  let turn = Number(!fs.writeFileSync('pid', String(process.pid)));
  for (;;) await new Promise((resolve) => setTimeout(resolve, ++turn));
});
`,
    'src/failing.test.ts': `import { expect, test } from 'ztest';

interface Sum {
  readonly three: number;
}
const add = (a: number, b: number): Sum => ({ three: a + b });

test('plain', () => {
  const wrong = add(1, 1);
  expect(wrong).toEqual({ three: 3 });
});

test('throws', () => {
  const silent = (): void => {};
  expect(silent).toThrow('loud');
});

test('later', async () => {
  const { three } = add(1, 3);
  await expect(Promise.resolve(three)).resolves.toBe(3);
});

test('caught', () => {
  try {
    expect(1).toBe(2);
  } catch {}
});
`,
    'src/kinds.test.ts': `import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'ztest';
import { awaited } from './awaiting.ts';
import { Shop } from './decorated.ts';
import shout from './old.cts';
import { sum } from './sum.ts';
import { View } from './view.tsx';

test('module', () => expect(sum({ a: 1, b: 2 })).toBe(3));
test('TSX', () => expect(View({ name: 'x' })).toBeTruthy());
test('CommonJS', () => expect(shout('a')).toBe('A'));
test('decorators', () => expect(new Shop().open()).toBe('shop'));
test('dynamic import', async () => expect((await import('./late.ts')).late()).toBe(42));
test('top-level await', () => expect(awaited()).toBe(42));
test('child', () => {
  const file = new URL('child.mjs', import.meta.url).pathname;
  expect(String(execFileSync(process.execPath, [file]))).toBe('42\\n');
});
test('forked child', async () => {
  const child = fork(new URL('forked.mjs', import.meta.url).pathname);
  expect(await once(child, 'message')).toContain(42);
});
test('worker thread', async () => {
  const worker = new Worker(new URL('worker.mjs', import.meta.url));
  expect(await once(worker, 'message')).toEqual([42]);
});
`,
  });

  test('are hit on their line in modules of all kinds in child processes and worker threads', async () => {
    const { workbench } = opened;
    const modules = [
      ['sum.ts', 7],
      ['view.tsx', 7],
      ['old.cts', 4],
      ['decorated.ts', 14],
      ['late.ts', 4],
      ['awaiting.ts', 5],
    ] as const;
    const others = [
      ['child.mjs', 2],
      ['forked.mjs', 2],
      ['worker.mjs', 2],
    ] as const;
    // The second time, what was compiled is there already.
    for (const [round, wanted] of [[...modules, ...others], modules].entries()) {
      for (const [file, line] of wanted) await workbench.toggleBreakpoint(file, line);
      await workbench.open('kinds.test.ts');
      await workbench.command('Test: Debug Tests in Current File');
      for (const [file, line] of wanted) {
        expect(await workbench.stoppedIn(file)).toBe(`${file}:${line}`);
        if (file === 'late.ts') await workbench.screenshot(`debugging/round-${round}`);
        await workbench.page.keyboard.press('F5');
        const frames = workbench.page.locator('.debug-call-stack .stack-frame');
        await frames.filter({ hasText: file }).first().waitFor({ state: 'hidden' });
      }
      await workbench.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
      // Set anew: on a busy machine VS Code moves one that was hit to the line above, before it tells its debugger.
      const breakpoints = workbench.page.locator('.pane', { hasText: 'Breakpoints' }).last();
      await breakpoints.hover();
      await breakpoints.locator('.action-label[aria-label^="Remove All Breakpoints"]').click();
    }
    await workbench.open('kinds.test.ts');
    await workbench.glyphsThatShow('passed').nth(8).waitFor();
  });

  test('restarting runs the tests anew, and stopping ends them', async () => {
    const { workbench, project } = opened;
    const { page } = workbench;
    await workbench.toggleBreakpoint('endless.test.ts', 5);
    await workbench.menu(workbench.glyphs.first(), 'Debug Test');
    expect(await workbench.stoppedIn('endless.test.ts')).toBe('endless.test.ts:5');
    await page.keyboard.press('Control+Shift+F5');
    await page.locator('.debug-top-stack-frame-line').first().waitFor({ state: 'hidden' });
    expect(await workbench.stoppedIn('endless.test.ts')).toBe('endless.test.ts:5');
    await page.keyboard.press('Shift+F5');
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    const running = page.locator('.testing-run-glyph.codicon-loading').first();
    await running.waitFor({ state: 'hidden' });
    const pid = Number(project.read('pid'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  test('are hit in several files of one press, and nobody runs out of time', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.toggleBreakpoint('one.test.ts', 7);
    await workbench.toggleBreakpoint('two.test.ts', 3);
    await workbench.showTests();
    const folder = workbench.testRows(/^pair$/).first();
    await folder.hover();
    await folder.locator('.action-label[aria-label^="Debug Test"]').click();
    expect(await workbench.stoppedIn('one.test.ts')).toBe('one.test.ts:7');
    await page.waitForTimeout(1500); // longer than the test may take
    await page.keyboard.press('F5');
    expect(await workbench.stoppedIn('two.test.ts')).toBe('two.test.ts:3');
    await page.keyboard.press('F5');
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    await workbench.showTests();
    await workbench.expandRow('pair');
    for (const file of ['one.test.ts', 'two.test.ts'])
      await workbench.testRows(file).locator('.codicon-testing-passed-icon').waitFor();
  });

  test('are not needed to stop where an assertion fails', async () => {
    const { workbench } = opened;
    const { page } = workbench;
    await workbench.open('failing.test.ts');
    await workbench.command('Test: Debug Tests in Current File');
    const topFrame = page.locator('.debug-top-stack-frame-line').first();
    for (const line of [10, 15, 20]) {
      await topFrame.waitFor();
      await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col` }).waitFor();
      await workbench.screenshot(`debug-failure-${line}`);
      await page.keyboard.press('F5');
      await topFrame.waitFor({ state: 'hidden' });
    }
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    await expect.poll(() => workbench.glyphsThatShow('failed').count()).toBe(3);
    await workbench.screenshot('debug-failure-results');
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
