/** A probe never changes what a program does: each of these says the same with and without them. */
import { expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';

/** Name → what a module of that text hands out as `said`, which is compared. */
const programs: Readonly<Record<string, string>> = {
  'names of functions': `
const arrow = () => {}, plain = function () {}, made = class {};
export const exported = () => {};
let later; later = () => {};
let kept; kept ??= () => {};
let or; or ||= class {};
const { inPattern = () => {} } = {} as { inPattern?: () => void };
const [inArray = function () {}] = [] as (() => void)[];
function withDefault(byDefault = () => {}, other = class {}) { return [byDefault.name, other.name]; }
let target: any; ({ target = () => {} } = {} as any);
const object = { key: () => {}, 'with space': function () {}, [Symbol.iterator]: () => {}, method() {} };
class Fields { field = () => {}; static own = class {}; #hidden = () => {}; ['computed' + 1] = () => {}; get hidden() { return this.#hidden; } }
const asserted = (() => {}) as () => void;
const chosen = Math.random() < 2 ? () => {} : function () {};
const either = said.at(9) ?? (() => {});
const proto = { __proto__: null, a: (__proto__ = () => {}) => __proto__.name };
for (let looped = () => {}, once = true; once; once = false) said.push(looped.name);
export const said0 = [arrow, plain, made, exported, later, kept, or, inPattern, inArray, target, object.key,
  object['with space'], object[Symbol.iterator], object.method, new Fields().field, Fields.own, new Fields().hidden,
  (new Fields() as any).computed1, asserted, chosen, either].map((f: any) => f.name);
said.push(said0, withDefault(), proto.a());`,
  'default exports': `
import named, { anonymous } from './helpers.ts';
said.push(named.name, anonymous.name);`,
  'positions in stacks': `
function thrower(deep = 1) { if (deep > 0) return thrower(deep - 1); throw new Error('here'); }
const through = () => thrower() || thrower(); try { through(); } catch (error) { said.push(place(error)); }
try { [1].forEach((n) => n > 0 && null!.x); } catch (error) { said.push(place(error)); }
label: for (;;) { try { break label; } finally { try { undefinedThing(); } catch (error) { said.push(place(error)); } } }
function place(error: any) { return error.stack.split('\\n').slice(0, 4).map((l: string) => l.replace(/\\(?\\/.*\\//, '')).join('|'); }`,
  'statements without blocks': `
let n = 0
if (n) n++; else if (!n) n += 2
else n = 9
for (let i = 0; i < 3; i++) if (i) n += i; else continue
while (n < 10) n++
do n-- ; while (n > 5)
for (const k in { a: 1 }) n += k.length
for (const v of [1, 2]) switch (v) { case 1: n++; case 2: n += 2; break; default: n = -1 }
outer: for (const a of [1, 2]) inner: for (const b of [1, 2]) { if (b === 2) continue outer; if (a === 2) break inner; n++ }
if (n) var hoisted = 1
if (!n) throw 1; else ;
said.push(n, hoisted, typeof notHoisted)
if (n) { function notHoisted() {} }`,
  'no semicolons': `
const a = 1
const b = 2
;[a, b].forEach((x) => said.push(x))
const f = function () { return 3 }
;(() => said.push(f()))()
let c = a
++c
said.push(c)
const t = (s: TemplateStringsArray, ...v: unknown[]) => s.raw.join('_') + v
said.push(t\`x\${a && b}y\`)
type T = number
declare const nothing: T
interface I { a: T }
abstract class A { abstract m(): void; declare d: T }
said.push(typeof A)`,
  classes: `
const log: string[] = [];
class Base { constructor(readonly x = log.push('base')) {} }
class Child extends (log.length ? Base : Base) {
  static { log.push('static'); }
  own = log.push('own');
  constructor(readonly p: number, private q = p || 2) { log.push('before'); super(7); log.push('after', String(this.p), String(this.q)); }
  get g() { return this.own && this.x; }
  set s(v: number) { this.own = v ?? 1; }
  static async *gen(n = 2) { yield* [n, await n]; }
  #p() { return this.q ? 1 : 2; }
  callP() { return this.#p(); }
  accessor acc = log.length && 5;
}
const c = new Child(1);
c.s = 4;
const all = []; for await (const v of Child.gen()) all.push(v);
said.push(log, c.g, c.own, c.callP(), c.acc, all);`,
  'generators and async': `
function* g(x = 1): Generator<number, number, number> { const y = yield x; return y ?? (yield 2) ?? 3; }
const it = g(); said.push(it.next(), it.next(5));
const wait = async (x = Promise.resolve(1)) => (await x) ? await x : 2;
said.push(await wait(), await (async () => { try { return await 1; } finally { said.push('finally'); } })());
const args = function (a = arguments.length) { return a; }; said.push((args as any)(undefined, 2));`,
  'directives and this': `
function strict(this: any) { 'use strict'; return this === undefined; }
function noSemi(this: any) { 'use strict'
  return this === undefined }
const empty = function () { 'use strict' };
said.push(strict(), noSemi(), empty(), (() => typeof this)());`,
  'namespaces, enums and constants': `
namespace Shop { export const price = 1 || 2; export namespace Deep { export const f = () => price ?? 3; } }
enum Level { Low = 1 << 1, High = Low | 4, Text = 'x'.length }
const enum Flag { A = 'a', B = 'b' }
said.push(Shop.price, Shop.Deep.f(), Shop.Deep.f.name, Level.High, Level[2], Flag.B);
const satisfied = { a: 1 && 2 } satisfies Record<string, number>; said.push(satisfied, <number>(1 || 2), (1 as any)!);
using gone = { [Symbol.dispose]() { log.push('gone'); } }; const log: string[] = []; said.push(typeof gone, void 0, (1, 2));`,
  'patterns and assignments': `
let a: any, b: any, c: any, rest: any;
[a = 1, [b = 2] = [], ...rest] = [undefined, undefined, 3, 4];
({ a: c = 5, ['b' + '']: a = 6, ...rest } = { x: 1 } as any);
for ([a = 7] of [[], [8]]) said.push(a);
for ({ b = 9 } of [{}] as any[]) said.push(b);
const o: any = { n: null, get side() { said.push('read'); return 0; }, set side(v) { said.push('written'); } };
o.n ??= a || b; o.side ||= 1; o.m &&= 2; (o.k) ??= (() => 1)();
said.push(a, b, c, rest, o.n, o.k);
try { null!.x; } catch { said.push('caught'); }
try { throw { code: 1 }; } catch ({ code = 2 }) { said.push(code); }`,
  'optional chains and calls': `
const o: any = { f() { return this === o; }, g: null };
said.push(o?.f(), o.g?.x.y.z, (o.g || o.f)(), (o.g ?? o).f(), (true ? o.f : o.f)(), (0 || o.f)?.call(o), delete o?.g);
said.push(typeof (Math.random() > 2 && undeclared), [...(o.none ?? [1])], { ...(o.g && {}) }, \`\${o.g || 'x'}\`);
const fn = <T,>(x: T) => x; said.push(fn<number>(1 && 2), new (Date || Object)(0).getTime(), !o || -1, (o, 3) ? 1 : 2);`,
};

const HELPERS = `export default function () {}
export const anonymous = class {};
`;

suite('the same with probes and without', { timeout: '60s' }, () => {
  const modules = Object.entries(programs);
  const fileOf = (name: string): string => `src/${name.replaceAll(/\W+/g, '-')}.ts`;
  const project = createProject({
    'tsconfig.json': '{ "compilerOptions": { "target": "es2022" } }',
    'src/helpers.ts': HELPERS,
    ...Object.fromEntries(
      modules.map(([name, text]) => [
        fileOf(name),
        `export const said: unknown[] = []; ${text}\nexport {};\n`,
      ]),
    ),
    ...Object.fromEntries(
      modules.map(([name], i) => [
        `${i}.test.ts`,
        `import { test } from 'ztest';
import { said } from './${fileOf(name)}';
test(${JSON.stringify(name)}, () => console.log(JSON.stringify(said)));
`,
      ]),
    ),
  });
  const saidBy = (events: Awaited<ReturnType<typeof project.run>>['events']) =>
    new Map(
      events.flatMap((event) =>
        event.type === 'output' ? [[event.test ?? event.file ?? '', event.text]] : [],
      ),
    );

  test.each(modules.map(([name]) => name))('%s', async (name) => {
    const i = modules.findIndex(([one]) => one === name);
    const plain = await project.run([`${i}.test.ts`]);
    const counted = await project.run([`${i}.test.ts`, '--coverage']);
    expect(plain.stdout).toContain('1 passed');
    expect(saidBy(counted.events)).toEqual(saidBy(plain.events));
    expect(counted.stdout).toContain(fileOf(name).slice(4));
  });
});
