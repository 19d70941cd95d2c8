/** Files that are hard to count, or cannot be: each runs as it would without coverage. */
import { expect, suite, test } from 'ztest';
import { createProject, type RunResult } from '../../support/run-project.ts';

const testOf = (file: string): string => `import { test } from 'ztest';
import { result } from './src/${file}';
test('a', () => { console.log(JSON.stringify(result)); });
`;

/** What the tests of a run have printed, and how they ended. */
function saidIn({ events }: RunResult): readonly unknown[] {
  return events.flatMap((event) => {
    if (event.type === 'output') return [event.text];
    return event.type === 'test-finished' ? [event.outcome] : [];
  });
}

function warningsIn({ events }: RunResult): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'problem' && event.problem.code === 'ZT2106' ? [event.problem.message] : [],
  );
}

suite('a file that cannot be counted', { timeout: '60s' }, () => {
  test('runs without, and the run says so once, each time', async () => {
    using project = createProject({
      'package.json': '{ "name": "old" }',
      'src/old.cjs': '<!-- a comment of another time\nexports.result = 1 && 2;\n',
      'src/left-out.cjs': '/* ztest ignore file */\n<!-- another\nexports.result = 3;\n',
      'a.test.ts': testOf('old.cjs'),
      'b.test.ts': testOf('old.cjs'),
      'c.test.ts': testOf('left-out.cjs'),
    });
    const plain = await project.run();
    expect(saidIn(plain)).toContain('2\n');
    for (const _ of [1, 2]) {
      const counted = await project.run(['--coverage']);
      expect(saidIn(counted).toSorted()).toEqual(saidIn(plain).toSorted());
      expect(warningsIn(counted)).toEqual([
        `What runs of ${project.directory}/src/old.cjs is not counted: line 1: Expression expected.`,
      ]);
      expect(counted.exitCode).toBe(0);
    }
  });

  test('is told also when no test loads it', async () => {
    using project = createProject({
      'src/broken.ts': 'export const broken = (;\n',
      'src/fine.ts': 'export const result = 1;\n',
      'a.test.ts': testOf('fine.ts'),
    });
    const run = await project.run(['--coverage.include', 'src/**']);
    expect(warningsIn(run)).toEqual([
      `What runs of ${project.directory}/src/broken.ts is not counted: line 1: Unexpected ";"`,
    ]);
    expect(run.exitCode).toBe(0);
  });

  test('is told also when only a computed import, a child process or a thread loads it, once', async () => {
    using project = createProject({
      'package.json': '{ "name": "old" }',
      'src/imported.cjs': '<!-- a comment of another time\nexports.result = 1;\n',
      'src/started.cjs': '<!-- another\nprocess.exitCode = 0;\n',
      'src/threaded.cjs': '<!-- and another\n',
      'a.test.ts': `import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'ztest';
test('a', async () => {
  const name = 'imported';
  expect((await import('./src/' + name + '.cjs')).result).toBe(1);
  for (const _ of [1, 2])
    expect(spawnSync(process.execPath, ['src/started.cjs']).status).toBe(0);
  await new Promise((resolve) => new Worker('./src/threaded.cjs').once('exit', resolve));
});
`,
    });
    for (const _ of [1, 2]) {
      const run = await project.run(['--coverage', '--timeout', '60s']); // each of three loads the compiler
      expect(warningsIn(run).toSorted()).toEqual(
        ['imported', 'started', 'threaded'].map(
          (name) =>
            `What runs of ${project.directory}/src/${name}.cjs is not counted: line 1: Expression expected.`,
        ),
      );
      expect(run.exitCode).toBe(0);
    }
  });

  test('is one that is nested too deeply', async () => {
    using project = createProject({
      'src/deep.ts': `export const result = ${'['.repeat(1500)}${']'.repeat(1500)}.length;\n`,
      'a.test.ts': testOf('deep.ts'),
    });
    const run = await project.run(['--coverage']);
    expect(saidIn(run)).toEqual(['1\n', 'passed']);
    expect(warningsIn(run)).toEqual([
      `What runs of ${project.directory}/src/deep.ts is not counted: it is nested too deeply.`,
    ]);
  });
});

const ALL = ['--coverage.counts', '--coverage.conditions', '--coverage.optionalChaining'];
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Name → what a module of that text hands out as `result`. */
const programs = {
  'thousands of operands': `const a = 1;\nexport const result = ${'a && '.repeat(5000)}a;`,
  'thousands of else-ifs': `let r = 0; const a = 9 as number;
${numbers(1200)
  .map((i) => `if (a === ${i + 1000}) r = ${i}`)
  .join('\nelse ')}
else r = 7
export const result = r;`,
  'a chain of a thousand links': `const f: any = {}; f.a = () => f; f.b = f;
export const result = typeof f${'?.a?.().b'.repeat(500)};`,
  'fifty thousand statements': `${numbers(100)
    .map((at) => `function f${at}(n: number) {\n${'  n += 1;\n'.repeat(500)}  return n;\n}`)
    .join('\n')}\nexport const result = [${numbers(100)
    .map((at) => `f${at}(${at})`)
    .join()}].join();`,
  'half a megabyte in a line': `${numbers(5500)
    .map(
      (i) =>
        `function a${i}(e,t){var n=e?t:e&&t||0;return n?a${Math.max(0, i - 1)}.length:function(){return e&&t}()}`,
    )
    .join('')}export const result=[a1(1,2),a2(0,1)].length;`,
  'functions as text': `const add = (a: any, b?: any) => (a?.x ?? a) + (b?.at?.(0) || (b && 1) || 0);
function twice(n: number) { if (n > 1 && n < 9) return n * 2; return 0; }
const again = eval(\`(\${add})\`), made = new Function(\`return \${twice}\`)();
export const result = [again({ x: 1 }, [2]), again(3), again(4, 5), made(4), made(1), eval('twice(3)')];`,
};

test(
  'files of every size and form say the same when they are counted',
  { timeout: '120s' },
  async () => {
    const names = Object.keys(programs);
    using project = createProject({
      ...Object.fromEntries(Object.values(programs).map((text, i) => [`src/${i}.ts`, text])),
      ...Object.fromEntries(names.map((_, i) => [`${i}.test.ts`, testOf(`${i}.ts`)])),
    });
    const plain = await project.run();
    expect(plain.stdout).toContain(`Tests: ${names.length} passed`);
    for (const options of [['--coverage'], ALL]) {
      const counted = await project.run([...options, '--coverage.report', 'json-summary'], {
        timeout: 100_000,
      });
      expect([options, saidIn(counted).toSorted()]).toEqual([options, saidIn(plain).toSorted()]);
      expect(warningsIn(counted)).toEqual([]);
      for (const [i] of names.entries())
        expect(project.read('coverage/coverage-summary.json')).toContain(`/src/${i}.ts"`);
    }
  },
);
