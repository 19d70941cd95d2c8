import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'ztest';
import { discover, root, show, tests } from './discover.ts';

function cacheFolder(): { readonly folder: string } & Disposable {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-discovery-'));
  return { folder, [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

const project = {
  'a.test.ts': tests('a'),
  'b.test.ts': `import { test } from 'ztest'; import { TITLE } from './names.ts'; test(TITLE)`,
  'names.ts': 'TITLE=first',
};
const tree = ['+ a.test.ts: a', '+ b.test.ts: first'];

test('a second start reads and parses nothing that did not change', async () => {
  using cache = cacheFolder();
  const first = discover(project, { cache: cache.folder });
  expect(show(await first.discovery.open())).toEqual(tree);
  first.discovery[Symbol.dispose]();
  expect(first.parsed).toEqual(['a.test.ts', 'b.test.ts', 'names.ts']);

  const second = discover({}, { cache: cache.folder, files: first.files });
  expect(show(await second.discovery.open())).toEqual(tree);
  expect(second.parsed).toEqual([]);
});

test('a second start parses what changed, and makes anew what was made from it', async () => {
  using cache = cacheFolder();
  const first = discover(project, { cache: cache.folder });
  await first.discovery.open();
  first.discovery[Symbol.dispose]();

  const changed = { 'names.ts': 'TITLE=second' };
  const second = discover(changed, { cache: cache.folder, files: first.files });
  expect(show(await second.discovery.open())).toEqual(['+ a.test.ts: a', '+ b.test.ts: second']);
  expect(second.parsed).toEqual(['names.ts']);
});

test('a file that was only touched is read and not parsed', async () => {
  using cache = cacheFolder();
  const first = discover(project, { cache: cache.folder });
  await first.discovery.open();
  first.discovery[Symbol.dispose]();

  const touched = { 'a.test.ts': tests('a') };
  const second = discover(touched, { cache: cache.folder, files: first.files });
  expect(show(await second.discovery.open())).toEqual(tree);
  expect(second.parsed).toEqual([]);
});

test('other globals make the tree anew', async () => {
  using cache = cacheFolder();
  const files = { 'a.test.ts': `test('a')`, 'package.json': '{}' };
  const first = discover(files, { cache: cache.folder });
  expect(show(await first.discovery.open())).toEqual(['+ a.test.ts: ']);
  first.discovery[Symbol.dispose]();
  const second = discover(
    { 'ztest.toml': 'globals = true' },
    { cache: cache.folder, files: first.files },
  );
  expect(show(await second.discovery.open())).toEqual(['+ a.test.ts: a']);
});

test('whatever is left of a cache, the tree is right and nothing else is lost', async () => {
  using cache = cacheFolder();
  const file = path.join(cache.folder, 'trees.log');
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`t${i}.test.ts`, tests(`title${i}`)]),
  );
  const first = discover(files, { cache: cache.folder });
  const expected = show(await first.discovery.open());
  first.discovery[Symbol.dispose]();
  const whole = fs.readFileSync(file);
  for (let cut = 0; cut < whole.length; cut += 97) {
    fs.writeFileSync(file, whole.subarray(0, cut));
    fs.rmSync(path.join(cache.folder, 'parsed.log'), { force: true });
    const again = discover({}, { cache: cache.folder, files: first.files });
    expect(show(await again.discovery.open())).toEqual(expected);
    const whereCut = whole.subarray(0, cut).toString('utf8').split('\n').length;
    expect(again.parsed.length).toBeLessThanOrEqual(32 - whereCut);
    again.discovery[Symbol.dispose]();
    const last = discover({}, { cache: cache.folder, files: first.files });
    expect(show(await last.discovery.open())).toEqual(expected);
    expect(last.parsed).toEqual([]);
  }
});

test('a cache in which bytes were changed is not believed', async () => {
  using cache = cacheFolder();
  const file = path.join(cache.folder, 'trees.log');
  const first = discover(project, { cache: cache.folder });
  await first.discovery.open();
  first.discovery[Symbol.dispose]();
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, text.replace('"title":"a"', '"title":"x"'));
  const again = discover({}, { cache: cache.folder, files: first.files });
  expect(show(await again.discovery.open())).toEqual(tree);
});

test('a cache that cannot be written is no problem', async () => {
  using cache = cacheFolder();
  const file = path.join(cache.folder, 'file');
  fs.writeFileSync(file, '');
  const { discovery } = discover(project, { cache: path.join(file, 'below') });
  expect(show(await discovery.open())).toEqual(tree);
  discovery[Symbol.dispose]();
  expect(root).toBe('/root');
});
