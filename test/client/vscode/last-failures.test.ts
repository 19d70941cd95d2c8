/** Where the editor tells the last failure of an item. */
import type * as vscode from 'vscode';
import { expect, test } from 'ztest';
import { isFailureAtItem, setFailure } from '../../../client/vscode/running/last-failures.ts';
import { createTestItem, Location, Position, Range, TestMessage, Uri } from './fake-vscode.ts';

const FILE = new Uri('/shop/a.test.ts');

function isAtItem(location?: Location): boolean {
  const fake = { ...createTestItem('a', 'adds', FILE), range: new Range(4, 0) };
  const item = fake as never as vscode.TestItem;
  const message = Object.assign(new TestMessage('boom'), location && { location });
  setFailure(item, [message as never as vscode.TestMessage]);
  return isFailureAtItem(item);
}

test('a failure is told at the line of its test when it stands there or nowhere else', () => {
  expect(isAtItem(new Location(FILE, new Position(4, 20)))).toBe(true);
  expect(isAtItem()).toBe(true);
  expect(isAtItem(new Location(FILE, new Position(5, 2)))).toBe(false);
  expect(isAtItem(new Location(new Uri('/shop/price.ts'), new Position(4, 20)))).toBe(false);
});
