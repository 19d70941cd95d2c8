import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { findTestFiles } from '../../../server/config/find-test-files.ts';
import { defaultInclude } from '../../../server/config/resolved-config.ts';
import { diskFiles } from '../../../server/workspace/disk-files.ts';
import { writeFiles } from './config-project.ts';

interface Tree extends Disposable {
  readonly root: string;
  readonly find: (include?: readonly string[], exclude?: readonly string[]) => readonly string[];
}

/** Empty files, unless a path comes with a text after a space: `.gitignore dist\n`. */
function tree(...entries: readonly string[]): Tree {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-files-')));
  for (const entry of entries) {
    const [file = '', text = ''] = entry.split(' ');
    writeFiles(root, { [file]: text });
  }
  return {
    root,
    find: (include = [defaultInclude], exclude = []) =>
      findTestFiles({ rootDir: root, include, exclude }).files,
    [Symbol.dispose]: () => fs.rmSync(root, { recursive: true, force: true }),
  };
}

suite('test files', () => {
  test('are all *.test and *.spec files of JavaScript and TypeScript, in one order', () => {
    using project = tree(
      'b.spec.js',
      'a.test.ts',
      'B.test.ts',
      'ä.test.ts',
      'src/c.test.mts',
      'src/d.spec.cjs',
      'src/e.test.tsx',
      'src-2/f.test.jsx',
      '.hidden/g.test.ts',
      'test.ts',
      'h.tests.ts',
      'i.test.json',
      'j.test.ts.snap',
    );
    expect(project.find()).toEqual([
      '.hidden/g.test.ts',
      'B.test.ts',
      'a.test.ts',
      'b.spec.js',
      'src-2/f.test.jsx',
      'src/c.test.mts',
      'src/d.spec.cjs',
      'src/e.test.tsx',
      'ä.test.ts',
    ]);
  });

  test('are never found in installed packages or in the folders of tools', () => {
    using project = tree(
      'a.test.ts',
      'node_modules/x/b.test.ts',
      'packages/p/node_modules/x/c.test.ts',
      '.git/d.test.ts',
      '.ztest/e.test.ts',
    );
    expect(project.find()).toEqual(['a.test.ts']);
  });

  test('of nested packages belong to the project', () => {
    using project = tree('packages/p/package.json {}', 'packages/p/a.test.ts');
    expect(project.find()).toEqual(['packages/p/a.test.ts']);
  });
});

suite('what Git ignores', () => {
  test('is no test file, by nested .gitignore files too', () => {
    using project = tree(
      '.gitignore dist\n*.gen.test.ts\n',
      'a.test.ts',
      'a.gen.test.ts',
      'dist/a.test.ts',
      'src/.gitignore !keep.gen.test.ts\n/out\n',
      'src/keep.gen.test.ts',
      'src/out/a.test.ts',
      'src/lib/out/a.test.ts',
    );
    expect(project.find()).toEqual(['a.test.ts', 'src/keep.gen.test.ts', 'src/lib/out/a.test.ts']);
  });

  test('is found when a pattern names it', () => {
    using project = tree(
      '.gitignore dist\n',
      'dist/a.test.js',
      'node_modules/x/a.test.js',
      'src/a.test.js',
    );
    expect(project.find(['dist/**/*.test.js'])).toEqual(['dist/a.test.js']);
    expect(project.find(['node_modules/x/*.test.js'])).toEqual(['node_modules/x/a.test.js']);
  });

  test('by rules of the repository around the project counts', () => {
    using repository = tree(
      '.git/info/exclude c.test.ts\n',
      '.gitignore *.gen.test.ts\n/app/out\n',
      'app/a.test.ts',
      'app/b.gen.test.ts',
      'app/c.test.ts',
      'app/out/d.test.ts',
    );
    const { files } = findTestFiles({
      rootDir: path.join(repository.root, 'app'),
      include: [defaultInclude],
      exclude: [],
    });
    expect(files).toEqual(['a.test.ts']);
  });

  test('does not matter for a project that is itself in an ignored folder', () => {
    using repository = tree('.git/HEAD', '.gitignore tmp/\n', 'tmp/app/a.test.ts');
    const { files } = findTestFiles({
      rootDir: path.join(repository.root, 'tmp/app'),
      include: [defaultInclude],
      exclude: [],
    });
    expect(files).toEqual(['a.test.ts']);
  });
});

suite('patterns', () => {
  const entries = [
    'a.test.ts',
    'src/a.test.ts',
    'src/b.check.ts',
    'src/deep/a.test.ts',
    'test/x.ts',
    'app/[id]/a.test.ts',
  ];

  test.each([
    [['src/**/*.test.ts'], [], ['src/a.test.ts', 'src/deep/a.test.ts']],
    [['src/*.test.ts'], [], ['src/a.test.ts']],
    [['./src/*.{test,check}.ts'], [], ['src/a.test.ts', 'src/b.check.ts']],
    [['test/'], [], ['test/x.ts']],
    [['{src,test}/*.ts'], [], ['src/a.test.ts', 'src/b.check.ts', 'test/x.ts']],
    [['**/!(a).*.ts'], [], ['src/b.check.ts']],
    [['**/*.test.ts', '!src/**'], [], ['a.test.ts', 'app/[id]/a.test.ts']],
    [['**/*.test.ts'], ['src', '**/[[]id]/**'], ['a.test.ts']],
    [['**/*.test.ts'], ['**/deep/**'], ['a.test.ts', 'app/[id]/a.test.ts', 'src/a.test.ts']],
    [['**/*.test.ts'], ['**/a.*'], []],
    [['nowhere/**'], [], []],
    [[], [], []],
  ])('%j without %j', (include, exclude, expected) => {
    using project = tree(...entries);
    expect(project.find(include, exclude)).toEqual(expected);
  });

  test('may be absolute', () => {
    using project = tree(...entries);
    expect(project.find([`${project.root}/src/*.test.ts`])).toEqual(['src/a.test.ts']);
  });

  test('that point outside of the project are a problem', () => {
    using project = tree(...entries);
    const { files, problems } = findTestFiles({
      rootDir: project.root,
      include: ['../x/**', 'a.test.ts'],
      exclude: [],
    });
    expect(files).toEqual(['a.test.ts']);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'ZT1112',
        `The pattern "../x/**" of "include" points outside of the project ${project.root}.`,
      ],
    ]);
  });

  test('with a fixed beginning read no folder outside of it', () => {
    using project = tree(...entries, 'src/deep/deeper/x');
    const read: string[] = [];
    findTestFiles({
      rootDir: project.root,
      include: ['src/*.test.ts', 'src/*/*.test.ts'],
      exclude: [],
      files: {
        ...diskFiles,
        list: (folder) => {
          read.push(path.relative(project.root, folder));
          return diskFiles.list(folder);
        },
      },
    });
    expect(read).toEqual(['src', path.join('src', 'deep')]);
  });
});

suite('odd folders', () => {
  test('that link upwards or into the project are not followed, others are', () => {
    using outside = tree('in/e.test.ts');
    using project = tree('src/a.test.ts');
    const link = (target: string, name: string) =>
      fs.symlinkSync(target, path.join(project.root, name));
    link('..', 'src/up');
    link('.', 'src/self');
    link('../src', 'src/again');
    link(outside.root, 'src/outside');
    link('/', 'src/all');
    link('nothing', 'src/broken.test.ts');
    link('a.test.ts', 'src/linked.test.ts');
    fs.symlinkSync(outside.root, path.join(outside.root, 'in/loop'));
    expect(project.find()).toEqual([
      'src/a.test.ts',
      'src/linked.test.ts',
      'src/outside/in/e.test.ts',
    ]);
  });

  test('that cannot be read are skipped with a problem', () => {
    using project = tree('a.test.ts', 'secret/b.test.ts');
    const { files, problems } = findTestFiles({
      rootDir: project.root,
      include: [defaultInclude],
      exclude: [],
      files: {
        ...diskFiles,
        list: (folder) => {
          if (folder.endsWith('secret')) throw Object.assign(new Error('no'), { code: 'EACCES' });
          return diskFiles.list(folder);
        },
      },
    });
    expect(files).toEqual(['a.test.ts']);
    expect(problems[0]?.message).toBe(
      'The folder secret cannot be read (EACCES): test files in it are not found.',
    );
  });
});
