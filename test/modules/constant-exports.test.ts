/** Exports that never change once their module has run are told from those that may. */
import { transformSync } from 'esbuild';
import { expect, suite, test } from 'ztest';
import { readEsbuildOutput } from '../../modules/esbuild-output.ts';

/** Names of exports, those that may change with a `?`. */
function exportsOf(source: string): string {
  const options = {
    loader: 'ts',
    format: 'cjs',
    platform: 'neutral',
    sourcemap: 'external',
  } as const;
  const output = transformSync(source, options);
  const { code } = readEsbuildOutput(output, {
    path: '/a.ts',
    source,
    isEsModule: true,
    compilerOptions: {},
  });
  const [, names = '', marks] =
    /__export\([\w$]+, \{\n([^]*?)\n\}(?:, "([01]+)")?\);/.exec(code) ?? [];
  return names
    .split('\n')
    .map((line, i) => `${line.split(':')[0]?.trim()}${marks?.[i] === '1' ? '' : '?'}`)
    .join(' ');
}

suite('exports', () => {
  test.each([
    ['constants', 'export const a = 1, b = 2; export const c = () => a;', 'a b? c'],
    ['functions', 'export function a() {} export async function* b() {}', 'a b'],
    [
      'classes',
      'export class A { static x = 1; static { A.x = 2; } } export class B extends A {}',
      'A B',
    ],
    [
      'enums and namespaces',
      'export enum E { A } export namespace N { export const a = 1; }',
      'E N',
    ],
    ['a default', 'export default class { }', 'default'],
    ['variables that nobody assigns to', 'export let a = 1; export var b = 2;', 'a b'],
    [
      'properties that are assigned to',
      'export function a() {} a.x = 1; a["y"] = 2; [a.x] = [3];',
      'a?',
    ],
    ['locals of the same name', 'export const a = 1; export const f = (b = 0) => b;', 'a f'],
  ])('never change: %s', (_, source, names) => {
    expect(exportsOf(source)).toBe(names);
  });

  test.each([
    ['assigned to', 'export let a = 1; export const set = () => { a = 2; };', 'a? set'],
    ['counted', 'export let a = 1, b = 1; export const add = () => { a++; --b; };', 'a? add b?'],
    ['added to', 'export let a = 1; export const add = () => { a += 2; };', 'a? add'],
    [
      'assigned to when missing',
      'export let a = f(); export const add = () => { a ??= 2; };',
      'a? add',
    ],
    ['assigned to later', 'export let a; export const set = () => { a = 2; };', 'a? set'],
    ['a pattern', 'export let a = 1; export const set = () => { [a] = [2]; };', 'a? set'],
    [
      'a pattern of keys',
      'export let a = 1; export const set = (o) => { ({ x: { y: a } } = o); };',
      'a? set',
    ],
    [
      'a pattern with texts',
      'export let a = 1; export const set = (o) => { [, a = "]"] = o; };',
      'a? set?',
    ],
    ['a loop', 'export let a = 1; export const set = (o) => { for (a of o); };', 'a? set'],
    [
      'a loop with a pattern',
      'export let a = 1; export const set = (o) => { for ([a] of o); };',
      'a? set',
    ],
    ['functions', 'export function a() { a = null; } export class B {} B = wrap(B);', 'B? a?'],
    ['text that is run', 'export let a = 1; export const run = (text) => eval(text);', 'a? run?'],
    ['what others export', 'export { a } from "./b"; export const c = 1;', 'a? c'],
    ['all that others export', 'export * from "./b"; export const c = 1;', 'c?'],
    ['what asks for its exports', 'export const c = 1; exports.d = 2;', 'c?'],
  ])('may change: %s', (_, source, names) => {
    expect(exportsOf(source)).toBe(names);
  });
});
