/** V8's code of our own bundles, as processes that load one leave it for each other. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, suite, test } from 'ztest';

const module = path.resolve('modules/kept-code.ts');

suite('code that is kept', { timeout: '30s' }, () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-code-'));
    write(`exports.add = (a, b) => a + b;`);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const bundle = (): string => path.join(folder, 'sum.cjs');
  const place = (): string => path.join(folder, 'kept', 'ztest-sum-STAMP');
  const write = (code: string, first = '//STAMP\n'): void =>
    fs.writeFileSync(bundle(), `${first}${code}\n`);
  const kept = (): readonly string[] => fs.readdirSync(path.dirname(place()));
  /** A process that loads the bundle, does something, and keeps what was compiled. */
  const run = (work = 'console.log(loaded.add(1, 2));', between = ''): string => {
    const program = `import { loadKept, keepCode } from ${JSON.stringify(module)};
      const load = () => loadKept(${JSON.stringify(bundle())}, ${JSON.stringify(path.dirname(place()))});
      let loaded; try { loaded = load(); } catch (error) { console.log(error.message); }
      ${work}
      ${between}
      keepCode();`;
    if (!fs.existsSync(path.dirname(place()))) fs.mkdirSync(path.dirname(place()));
    const file = path.join(folder, 'program.mts');
    fs.writeFileSync(file, program);
    return execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
      encoding: 'utf8',
    }).trim();
  };

  test('is learnt from three runs, and then left alone', () => {
    expect([run(), kept()]).toEqual(['3', ['ztest-sum-STAMP.1']]);
    expect([run(), kept()]).toEqual(['3', ['ztest-sum-STAMP.2']]);
    expect([run(), kept()]).toEqual(['3', ['ztest-sum-STAMP']]);
    const before = fs.statSync(place());
    expect([run(), kept()]).toEqual(['3', ['ztest-sum-STAMP']]);
    expect(fs.statSync(place())).toMatchObject({ ino: before.ino, ctimeMs: before.ctimeMs });
  });

  test('is not taken from a file that anybody wrote to', () => {
    for (let i = 0; i < 3; i++) run();
    fs.writeFileSync(place(), Buffer.alloc(fs.statSync(place()).size, 1));
    expect(run()).toBe('3');
  });

  test('is of the bundle as it is: another one has another stamp', () => {
    for (let i = 0; i < 3; i++) run();
    write(`exports.add = (a, b) => a - b;`, '//OTHER\n');
    expect(run()).toBe('-1');
    expect(kept()).toEqual(['ztest-sum-OTHER.1', 'ztest-sum-STAMP']);
  });

  test('a process that began earlier leaves nothing beside what others have learnt', () => {
    const others = `fs.writeFileSync(${JSON.stringify(place())}, 'learnt'); seal(${JSON.stringify(place())});`;
    expect(
      run(
        '',
        `import fs from 'node:fs'; import { seal } from ${JSON.stringify(path.resolve('modules/seal.ts'))}; ${others}`,
      ),
    ).toBe('');
    expect(kept()).toEqual(['ztest-sum-STAMP']);
  });

  test('a bundle without a stamp is loaded all the same, and one that throws is loaded again', () => {
    write(`exports.add = (a, b) => a + b;`, '');
    expect([run(), kept()]).toEqual(['3', []]);
    write(
      `globalThis.n = (globalThis.n ?? 0) + 1; if (n === 1) throw new Error('first'); exports.n = n;`,
    );
    expect(run('console.log(load().n);')).toBe('first\n2');
  });

  test('a place that nobody can write to is no error', () => {
    fs.writeFileSync(path.dirname(place()), 'no folder');
    expect(run()).toBe('3');
  });
});
