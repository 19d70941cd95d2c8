import { expect, test } from 'ztest';
import { mergeSections, type Section } from '../../bench/section.ts';

const OPTIONS = { preamble: '# Results', order: ['first', 'second', 'third'] };

test('a section that was measured again replaces the old one and leaves the others', () => {
  const before = mergeSections('', [section('first', 'old'), section('third', 'kept')], OPTIONS);
  const after = mergeSections(
    before,
    [section('first', 'new'), section('second', 'added')],
    OPTIONS,
  );
  expect(after).not.toContain('old');
  expect([...after.matchAll(/^## (\w+)/gm)].map(([, name]) => name)).toEqual([
    'first',
    'second',
    'third',
  ]);
  expect(after).toContain('kept');
});

test('writing the same sections twice changes nothing', () => {
  const once = mergeSections('', [section('first', 'a'), section('second', 'b')], OPTIONS);
  expect(mergeSections(once, [section('second', 'b')], OPTIONS)).toBe(once);
});

test('a section whose scenario no longer exists is dropped', () => {
  const before = mergeSections('', [section('first', 'a')], OPTIONS);
  expect(mergeSections(before, [], { ...OPTIONS, order: ['second'] })).toBe('# Results\n');
});

function section(name: string, text: string): Section {
  return {
    name,
    title: name,
    about: [text],
    columns: ['', 'wall'],
    rows: [['ztest', '1 ms']],
    verdicts: [{ bar: 'a bar', measured: '1', outcome: 'met' }],
  };
}
