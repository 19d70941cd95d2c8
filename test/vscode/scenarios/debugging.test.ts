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
    'src/child.mjs': `const answer = 6 * 7;
console.log(answer);
`,
    'src/endless.test.ts': `import { test } from 'ztest';

test('never ends', async () => {
  let turn = 0;
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
    'src/kinds.test.ts': `import { execFileSync } from 'node:child_process';
import { expect, test } from 'ztest';
import { Shop } from './decorated.ts';
import shout from './old.cts';
import { sum } from './sum.ts';
import { View } from './view.tsx';

test('module', () => expect(sum({ a: 1, b: 2 })).toBe(3));
test('TSX', () => expect(View({ name: 'x' })).toBeTruthy());
test('CommonJS', () => expect(shout('a')).toBe('A'));
test('decorators', () => expect(new Shop().open()).toBe('shop'));
test('dynamic import', async () => expect((await import('./late.ts')).late()).toBe(42));
test('child', () => {
  const file = new URL('child.mjs', import.meta.url).pathname;
  expect(String(execFileSync(process.execPath, [file]))).toBe('42\\n');
});
`,
  });

  test('are hit on their line in modules of all kinds and in child processes', async () => {
    const { workbench } = opened;
    const wanted = [
      ['sum.ts', 7],
      ['view.tsx', 7],
      ['old.cts', 4],
      ['decorated.ts', 14],
      ['late.ts', 4],
      ['child.mjs', 2],
    ] as const;
    for (const [file, line] of wanted) await workbench.toggleBreakpoint(file, line);
    for (const round of [1, 2]) {
      const hit: string[] = [];
      await workbench.open('kinds.test.ts');
      await workbench.command('Test: Debug Tests in Current File');
      for (const [file] of wanted) {
        hit.push(await workbench.stoppedIn(file));
        if (file === 'late.ts') await workbench.screenshot(`debug-${round}`);
        await workbench.page.keyboard.press('F5');
      }
      expect(hit).toEqual(wanted.map(([file, line]) => `${file}:${line}`));
      await workbench.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    }
    await workbench.open('kinds.test.ts');
    await expect.poll(() => workbench.glyphsThatShow('passed').count()).toBe(6);
  });

  test('restarting runs the tests anew, and stopping ends them', async () => {
    const { workbench } = opened;
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
