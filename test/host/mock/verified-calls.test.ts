import { expect, mock, suite, test } from 'ztest';

interface Database {
  begin(): void;
  insert(table: string, row: object): void;
  commit(): void;
}

suite('verified calls', () => {
  test('are found in their order, with others between them', () => {
    const database = mock.of<Database>();
    database.begin();
    database.insert('users', { name: 'Ada' });
    database.insert('log', {});
    database.commit();
    mock.verifyCalls(database, [
      ['begin'],
      ['insert', 'users', expect.objectContaining({ name: 'Ada' })],
      ['commit'],
    ]);
    expect(() => mock.verifyNoMoreCalls(database)).toThrow('✗ insert("log", {})');
    mock.verifyCalls(database, [['insert', 'log', {}]]);
    mock.verifyNoMoreCalls(database);
  });

  test('may be of several mock functions', () => {
    const [open, close] = [mock.fn().mockName('open'), mock.fn().mockName('close')];
    open(1);
    close(1);
    mock.verifyCalls([
      [open, 1],
      [close, 1],
    ]);
    mock.verifyNoMoreCalls(open, close);
    expect(() =>
      mock.verifyCalls([
        [close, 1],
        [open, 1],
      ]),
    ).toThrow('Call 2 was made, but not after the ones before it');
  });

  test('may be of one mock function', () => {
    const fn = mock.fn<(n: number) => void>();
    fn(1);
    fn(2);
    mock.verifyCalls(fn, [[1], [2]]);
    expect(() => mock.verifyCalls(fn, [[2], [1]])).toThrow(
      expect.objectContaining({ code: 'ZT1506' }),
    );
  });

  test('that were not made are shown beside those that were', () => {
    const database = mock.of<Database>();
    database.begin();
    expect(() => mock.verifyCalls(database, [['begin'], ['commit']])).toThrow(
      'Call 2 of 2 was not made.\n\nExpected, in this order:\n  ✓ begin()\n  ✗ commit()\n\nMade:\n  ✓ begin()',
    );
  });

  test('differ when the number of arguments does', () => {
    const fn = mock.fn<(...args: unknown[]) => void>();
    fn(1, undefined);
    expect(() => mock.verifyCalls(fn, [[1]])).toThrow('was not made');
  });

  test('need mock functions', () => {
    expect(() => mock.verifyNoMoreCalls({ run: () => {} })).toThrow(
      expect.objectContaining({ code: 'ZT1508' }),
    );
  });
});
