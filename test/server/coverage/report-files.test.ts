/** Files of reports: whole or not at all, and as they are where they would be the same again. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, suite, test } from 'ztest';
import {
  ReportFiles,
  ReportFolder,
  type ReportText,
} from '../../../server/coverage/report-files.ts';

const nowhere: ReportText = {
  write: () => {},
  println: () => {},
  colorize: (text) => text,
  close: () => {},
};

suite('the files of a report', () => {
  let directory = '';
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'report-files-'));
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  const at = (file: string): string => path.join(directory, file);
  const read = (file: string): string => fs.readFileSync(at(file), 'utf8');
  const report = (
    text: string,
    write: (files: ReportFiles) => void = () => {},
  ): readonly string[] => {
    const files = new ReportFiles(directory);
    try {
      const pages = new ReportFolder(files, nowhere).writerForDir('pages');
      fs.writeFileSync(at('asset'), 'body {}');
      pages.copyFile(at('asset'), 'base.css');
      const page = pages.writeFile('deep/index.html');
      page.println(text);
      page.close();
      write(files);
      return files.publish();
    } finally {
      files.dispose();
    }
  };
  const inode = (file: string): number => fs.statSync(at(file)).ino;

  test('stay as they are where they would be the same', () => {
    const files = [at('pages/base.css'), at('pages/deep/index.html')];
    expect(report('one').toSorted()).toEqual(files);
    const before = [inode('pages/base.css'), inode('pages/deep/index.html')];
    expect(report('one').toSorted()).toEqual(files);
    expect([inode('pages/base.css'), inode('pages/deep/index.html')]).toEqual(before);
    expect(report('two').toSorted()).toEqual(files);
    expect(inode('pages/base.css')).toBe(before[0]);
    expect(read('pages/deep/index.html')).toBe('two\n');
  });

  test('are written again where somebody changed them, or put a link in their place', () => {
    report('one');
    fs.writeFileSync(at('pages/base.css'), 'body []');
    fs.rmSync(at('pages/deep/index.html'));
    fs.writeFileSync(at('elsewhere'), 'one\n');
    fs.symlinkSync(at('elsewhere'), at('pages/deep/index.html'));
    report('one');
    expect(read('pages/base.css')).toBe('body {}');
    expect(fs.lstatSync(at('pages/deep/index.html')).isFile()).toBe(true);
  });

  test('are those of before when a report throws', () => {
    report('one');
    const fail = (): never => {
      throw new Error('no');
    };
    expect(() => report('two', fail)).toThrow('no');
    expect(read('pages/deep/index.html')).toBe('one\n');
    expect(fs.readdirSync(directory).toSorted()).toEqual(['asset', 'pages']);
  });

  test('may be longer than what is kept in memory', () => {
    const piece = 'é'.repeat(1_500_000);
    report('one', (files) => {
      const text = files.open('long.json');
      for (let i = 0; i < 6; i++) text.write(piece);
      text.close();
    });
    expect(read('long.json') === piece.repeat(6)).toBe(true);
  });
});
