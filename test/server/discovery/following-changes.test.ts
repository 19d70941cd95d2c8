import { expect, mock, suite, test } from 'ztest';
import { MemoryFiles } from '../../../server/workspace/memory-files.ts';
import { discover, root, show, tests } from './discover.ts';

suite('the first tree', () => {
  test('has all test files in one order', async () => {
    const { discovery } = discover({
      'b.test.ts': tests('b'),
      'src/c.test.ts': tests('c1', 'c2'),
      'a.test.ts': tests('a'),
      'src/helper.ts': '',
    });
    expect(show(await discovery.open())).toEqual([
      '+ a.test.ts: a',
      '+ b.test.ts: b',
      '+ src/c.test.ts: c1, c2',
    ]);
  });

  test('comes although a file is no UTF-8, another one is damaged and the parser has a bug', async () => {
    const { discovery } = discover({
      'bytes.test.ts': Buffer.concat([Buffer.from(tests('a')), Buffer.from([0xff, 0xfe, 0x80])]),
      'bug.test.ts': `BUG ${tests('b')}`,
      'good.test.ts': tests('c'),
    });
    expect(show(await discovery.open())).toEqual([
      '+ bug.test.ts:  ZT1115',
      '+ bytes.test.ts: a ZT1113',
      '+ good.test.ts: c',
    ]);
  });

  test('lacks a file that vanishes before it is read', async () => {
    const files = new MemoryFiles();
    const { discovery } = discover({ 'a.test.ts': tests('a'), 'b.test.ts': tests('b') }, { files });
    const { read } = files;
    Object.assign(files, {
      read: (file: string) => {
        if (file.endsWith('b.test.ts')) files.remove(file);
        return read(file);
      },
    });
    expect(show(await discovery.open())).toEqual(['+ a.test.ts: a']);
  });
});

suite('a change', () => {
  test('of one file parses that file alone', async () => {
    const { discovery, files, change, parsed } = discover({
      'a.test.ts': tests('a'),
      'b.test.ts': tests('b'),
    });
    await discovery.open();
    files.write(`${root}/a.test.ts`, tests('a', 'more'));
    expect(await change({ kind: 'changed', path: 'a.test.ts' })).toEqual(['~ a.test.ts: a, more']);
    expect(parsed).toEqual(['a.test.ts', 'b.test.ts', 'a.test.ts']);
  });

  test('that leaves the tree as it was is no delta', async () => {
    const { discovery, files, change } = discover({ 'a.test.ts': tests('a') });
    await discovery.open();
    files.write(`${root}/a.test.ts`, `${tests('a')}// more\n`);
    expect(await change({ kind: 'changed', path: 'a.test.ts' })).toEqual([]);
  });

  test('of an unsaved document counts before the disk, until it is closed', async () => {
    const { discovery, change } = discover({ 'a.test.ts': tests('a') });
    await discovery.open();
    expect(await change({ kind: 'document', path: 'a.test.ts', text: tests('typed') })).toEqual([
      '~ a.test.ts: typed',
    ]);
    expect(await change({ kind: 'changed', path: 'a.test.ts' })).toEqual([]);
    expect(await change({ kind: 'document-closed', path: 'a.test.ts' })).toEqual([
      '~ a.test.ts: a',
    ]);
  });

  test('of a helper changes the tests that are made from it', async () => {
    const { discovery, files, change, parsed } = discover({
      'a.test.ts': `import { test } from 'ztest'; import { TITLE } from './names.ts'; test(TITLE)`,
      'b.test.ts': tests('b'),
      'names.ts': 'TITLE=first',
    });
    expect(show(await discovery.open())).toEqual(['+ a.test.ts: first', '+ b.test.ts: b']);
    files.write(`${root}/names.ts`, 'TITLE=second');
    const before = parsed.length;
    expect(await change({ kind: 'changed', path: 'names.ts' })).toEqual(['~ a.test.ts: second']);
    expect(parsed.slice(before)).toEqual(['names.ts']);
  });

  test('that makes an import resolvable changes the tests of the importer', async () => {
    const { discovery, files, change } = discover({
      'a.test.ts': `import { test } from 'ztest'; import { TITLE } from './names.ts'; test(TITLE)`,
    });
    expect(show(await discovery.open())).toEqual(['+ a.test.ts: ?']);
    files.write(`${root}/names.ts`, 'TITLE=first');
    expect(await change({ kind: 'created', path: 'names.ts' })).toEqual(['~ a.test.ts: first']);
  });

  test('creates, renames and deletes files and folders', async () => {
    const { discovery, files, change } = discover({
      'a.test.ts': tests('a'),
      'src/b.test.ts': tests('b'),
      'src/deep/c.test.ts': tests('c'),
    });
    await discovery.open();
    files.write(`${root}/d.test.ts`, tests('d'));
    expect(await change({ kind: 'created', path: 'd.test.ts' })).toEqual(['+ d.test.ts: d']);
    files.move(`${root}/d.test.ts`, `${root}/e.test.ts`);
    expect(await change({ kind: 'renamed', from: 'd.test.ts', to: 'e.test.ts' })).toEqual([
      '+ e.test.ts: d',
      '- d.test.ts',
    ]);
    files.move(`${root}/src`, `${root}/lib`);
    expect(await change({ kind: 'renamed', from: 'src', to: 'lib' })).toEqual([
      '+ lib/b.test.ts: b',
      '+ lib/deep/c.test.ts: c',
      '- src/b.test.ts',
      '- src/deep/c.test.ts',
    ]);
    files.remove(`${root}/lib`);
    expect(await change({ kind: 'deleted', path: 'lib' })).toEqual([
      '- lib/b.test.ts',
      '- lib/deep/c.test.ts',
    ]);
  });

  test('of .gitignore or of a configuration changes which files are tests', async () => {
    const { discovery, files, change } = discover({
      'a.test.ts': tests('a'),
      'dist/a.test.ts': tests('built'),
    });
    await discovery.open();
    files.write(`${root}/.gitignore`, 'dist\n');
    expect(await change({ kind: 'created', path: '.gitignore' })).toEqual(['- dist/a.test.ts']);
    files.write(`${root}/ztest.toml`, 'include = ["**/*.spec.ts"]\n');
    files.write(`${root}/b.spec.ts`, tests('b'));
    expect(await change({ kind: 'created', path: 'ztest.toml' })).toEqual([
      '+ b.spec.ts: b',
      '- a.test.ts',
    ]);
  });
});

suite('ten thousand events at once', () => {
  test('are one delta, and a keystroke is answered before they are done', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => `src/f${i % 50}/t${i}.test.ts`);
    const { discovery, files, change } = discover({ 'a.test.ts': tests('a') });
    await discovery.open();
    for (const file of many) files.write(`${root}/${file}`, tests('x'));
    const order: string[] = [];
    oneFileAMillisecond();
    const events = [...many, ...many].map((path) => ({
      kind: 'created' as const,
      path: `${root}/${path}`,
    }));
    const bulk = discovery.change(events).then((delta) => {
      order.push('bulk');
      return delta;
    });
    const typed = change({ kind: 'document', path: 'a.test.ts', text: tests('typed') }).then(
      (delta) => {
        order.push('keystroke');
        return delta;
      },
    );
    expect(await typed).toContain('~ a.test.ts: typed');
    const { added } = await bulk;
    expect(order).toEqual(['keystroke', 'bulk']);
    expect(discovery.trees()).toHaveLength(5001);
    expect(added.length).toBeGreaterThan(4900);
  });

  test('that are cancelled are in the next delta', async () => {
    const { discovery, files, change } = discover({ 'a.test.ts': tests('a') });
    await discovery.open();
    files.write(`${root}/b.test.ts`, tests('b'));
    files.write(`${root}/a.test.ts`, tests('changed'));
    const events = [
      { kind: 'created' as const, path: `${root}/b.test.ts` },
      { kind: 'changed' as const, path: `${root}/a.test.ts` },
    ];
    await expect(discovery.change(events, AbortSignal.abort())).rejects.toThrow('abort');
    expect(await change()).toEqual(['+ b.test.ts: b', '~ a.test.ts: changed']);
  });
});

/** Slices of time are then slices of files, however busy the machine is. */
function oneFileAMillisecond(): void {
  let milliseconds = 0;
  mock.spyOn(performance, 'now').mockImplementation(() => milliseconds++);
}
