import { expect, test } from 'ztest';
import { exportedDeclarations } from '../../../client/vscode/lenses/exported-declarations.ts';

function names(text: string): readonly string[] {
  const lines = text.split('\n');
  return exportedDeclarations(text).map(
    ({ line, character }) => /^[\w$]*/.exec(lines[line]?.slice(character) ?? '')?.[0] ?? '',
  );
}

test.each([
  ['export function add() {}', 'add'],
  ['export async function load() {}', 'load'],
  ['export function* rows() {}', 'rows'],
  ['export default function main() {}', 'main'],
  ['export default async function main() {}', 'main'],
  ['export class Cart {}', 'Cart'],
  ['export abstract class Shape {}', 'Shape'],
  ['export default class Cart {}', 'Cart'],
  ['export const add = (a: number) => a;', 'add'],
  ['export const load = async () => {};', 'load'],
  ['export const twice = n => 2 * n;', 'twice'],
  ['export const map = <T,>(list: T[]) => list;', 'map'],
  ['export const add: Add = function () {};', 'add'],
])('%s', (text, name) => {
  expect(names(`// first\n${text}\n`)).toEqual([name]);
});

test('data, types and what is not exported have no place', () => {
  const text = [
    'export const limit = 3;',
    'export type Name = string;',
    'export interface Cart {}',
    "export { add } from './add.ts';",
    'function inner() {}',
    '  export function nested() {}',
  ];
  expect(names(text.join('\n'))).toEqual([]);
});
