import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'ztest';
import { EntryLog } from '../../../server/discovery/entry-log.ts';

interface LogFile extends Disposable {
  readonly file: string;
  readonly open: (limit?: number, maker?: string) => EntryLog;
}

function logFile(): LogFile {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-log-'));
  const file = path.join(folder, 'deep', 'x.log');
  return {
    file,
    open: (limit = 1_000_000, maker = 'test 1') => new EntryLog({ file, maker, limit }),
    [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

function fill(log: EntryLog, from: number, to: number): void {
  for (let i = from; i < to; i++) log.set(`key ${i}`, { text: 'x'.repeat(1000), i });
}

test('keeps keys and values of any kind', () => {
  using place = logFile();
  const log = place.open();
  const keys = ['plain', 'with % and \t and \n and \r', 'ümläut', ''];
  for (const key of keys) log.set(key, { key, text: '\n\t"' });
  log.save();
  const again = place.open();
  for (const key of keys) expect(again.get(key)).toEqual({ key, text: '\n\t"' });
});

test('keeps what was added, changed and deleted later', () => {
  using place = logFile();
  const log = place.open();
  fill(log, 0, 5);
  log.save();
  log.set('key 1', 'changed');
  log.delete('key 2');
  log.set('key 9', 'new');
  log.save();
  const again = place.open();
  expect([1, 2, 3, 9].map((i) => typeof again.get(`key ${i}`))).toEqual([
    'string',
    'undefined',
    'object',
    'string',
  ]);
});

test('does not grow without end', () => {
  using place = logFile();
  const log = place.open(100_000);
  for (let round = 0; round < 50; round++) {
    fill(log, round * 20, round * 20 + 40);
    log.save();
  }
  expect(fs.statSync(place.file).size).toBeLessThan(400_000);
  const again = place.open(100_000);
  expect(again.get('key 1000')).toMatchObject({ i: 1000 });
});

test('removes what a killed writer has left, not what another is writing', () => {
  using place = logFile();
  const log = place.open();
  const [left, young] = [`${place.file}.1.tmp`, `${place.file}.2.tmp`];
  fs.mkdirSync(path.dirname(place.file), { recursive: true });
  for (const file of [left, young]) fs.writeFileSync(file, '');
  fs.utimesSync(left, 1, 1);
  fill(log, 0, 3);
  log.save();
  expect([left, young].map((file) => fs.existsSync(file))).toEqual([false, true]);
});

test('of another maker is not read', () => {
  using place = logFile();
  const log = place.open();
  fill(log, 0, 3);
  log.save();
  expect(place.open(1_000_000, 'test 2').get('key 1')).toBe(undefined);
});

test('of two writers at once loses no line that was whole', () => {
  using place = logFile();
  const first = place.open();
  fill(first, 0, 5);
  first.save();
  const [one, other] = [place.open(), place.open()];
  one.set('one', 1);
  other.set('other', 2);
  one.save();
  other.save();
  const again = place.open();
  expect([again.get('one'), again.get('other'), again.get('key 4')]).toMatchObject([
    1,
    2,
    { i: 4 },
  ]);
});

test('with a line that is torn loses that line, also when more is written after it', () => {
  using place = logFile();
  const log = place.open();
  fill(log, 0, 3);
  log.save();
  fs.truncateSync(place.file, fs.statSync(place.file).size - 100);
  const torn = place.open();
  expect([0, 1, 2].map((i) => torn.get(`key ${i}`) !== undefined)).toEqual([true, true, false]);
  torn.set('more', 1);
  torn.save();
  const again = place.open();
  expect([again.get('key 1'), again.get('more')]).toMatchObject([{ i: 1 }, 1]);
});
