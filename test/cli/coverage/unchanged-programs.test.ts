/** A probe never changes what a program does: each of these says the same with and without them. */
import { afterAll, beforeAll, expect, suite, test } from 'ztest';
import { basename } from 'node:path';
import { createProject, type RunResult } from '../../support/run-project.ts';

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
const ownName = 1, alike = class { static name() { return 'static'; } };
const { byGetter = class { static get name() { return 'read'; } } } = {} as { byGetter?: any };
class Holder { static held = class { static name() {} }; }
said.push(typeof alike.name, byGetter.name, typeof Holder.held.name, ownName);
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
function place(error: any) { return error.stack.split('\\n').slice(0, 4).filter((l: string, i: number) => i === 0 || l.includes('positions-in-stacks')).map((l: string) => l.replace(/\\(?\\/.*\\//, '')).join('|'); }`,
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
let turns = 0
for (let i = 0; turns++, i < 3; i++);
while (turns++, turns < 9) turns++
if (turns, !n) turns = -1
do turns--; while (n, turns > 5)
said.push(n, hoisted, typeof notHoisted, turns)
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
  'no spaces': `
const f=(a:any,b?:any)=>{if(!a)return!a&&!b;if(b)return"x"==a||[a]?.[0];return(a)?.y??typeof(a)?.z};
function*g(a:any){yield(a)?.b;yield!a||[a];for(const k in(a)?.b||a)yield k;switch(a.c){case!a&&1:yield 1;default:yield"d"?.at(0)}}
said.push(f(0),f(0,1),f("x",1),f(2,1),f({y:1}),[...g({b:{k:1},c:false})]);`,
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
  'chains of every kind': `
const log: string[] = [];
const note = (x: any) => { log.push(String(x)); return x; };
const o: any = { f() { return this === o; }, g: null, K: class {}, deep: { h(x: any) { return [this === o.deep, x]; }, n: 0 }, get side() { log.push('side'); return { m() { return 1; } }; } };
class Base { m(x = 1) { return [this.constructor.name, x]; } }
class Child extends Base {
  #p(x: any) { return [this instanceof Child, x]; }
  #none: any = undefined;
  m() { return [super.m?.(2), super['m']?.(3), this.#p?.(note('p')), this.#none?.(note('never')), super.none?.(), super.none?.x?.()] as any; }
  static s = o?.deep.n ?? 7;
}
said.push(new Child().m(), Child.s, o?.f(), o.f?.(), o.g?.(), o?.deep?.h?.(1), o['deep']?.['h']?.(2), o.none?.x.y.z(), o.none?.x?.[note('never')], o.none?.(note('never')));
said.push(delete o?.K, delete o.none?.x, 'K' in o, (o?.f)(), (o.f)?.(), (o.deep.h as any)?.(3), o.deep.h!?.(4), o.side?.m(), o?.side.m?.(), o.deep?.[note('n')], o?.['deep']?.h?.(note(5)));
said.push(o?.f(o?.g?.x)?.y, [1, 2].map?.((x) => o?.deep?.h(x)), o?.f === o.f, \`\${o.g?.x}\`, o.deep.h?.call(o.deep, 6), o.deep.h?.bind?.(1)?.(2));
function* keys(): any { return [o.deep?.[yield 'key'], o[yield 'method']?.(8), o.deep?.h?.(yield 'value')]; }
const it = keys(); said.push(it.next(), it.next('n'), it.next('f'), it.next(9));
said.push(await (async () => [o.deep?.[await 'n'], o[await 'f']?.(), (await o)?.f?.(), o.deep[(await 'h')]?.(1)])());
const nested = (n: number): any => (n > 0 ? o?.deep?.h(nested(n - 1))?.[1]?.none : o.none?.x?.y); said.push(nested(3));
for (const bad of [() => o.g.x?.(), () => o.deep?.(), () => o.none?.x.y(o.g.z), () => o.g!.x?.y, () => (o?.g).x?.y, () => undeclaredName?.x]) {
  try { said.push(bad()); } catch (error: any) { said.push(error.constructor.name, /reading|defined/.test(error.message) && error.message); }
}
function byDefault(a = o?.deep?.n, { b = o.none?.x } = {} as any) { return [a, b, arguments?.length, new.target?.name]; }
said.push(byDefault(), log, [...(o.none ?? [])], { ...o.none?.x }, typeof o?.deep, !o?.g, o?.deep.n + 1);`,
  'what decides': `
const seen: any[] = [];
const v = (x: any) => { seen.push(x); return x; };
const values = [0, 1, '', 'a', null, undefined, NaN, [], false, true, 0n];
for (const a of values) for (const b of values) seen.push([v(a) && v(b), a || b, a ?? b, (a && b) ?? 'none', !(a && b), a && b ? 1 : 2, (a ?? b) || 3]);
let n = 0; while (n < 3 && v(n) !== 9) n++;
do { n--; } while (!(n <= 0 || v(n) === 7));
for (let i = 0, j = 5; i < j || v(false); i++, j--) n += i && j;
if (v(0)) n = 1; else if (v('') || v('x')) n = 2; else n = 3;
if (v(0)) n = 4
else if (v(null) ?? v(0)) { n = 5 }
else if (!v(1)) n = 6
else n += 7
const wait = async (x: any) => (await x) && (await v(x)) ? await (x || 2) : (await null) ?? 'nothing'; seen.push(await wait(1), await wait(0));
function* gen(): any { if ((yield 1) && !(yield 2)) return (yield 3) ?? (yield 4); return (yield 5) || 'end'; }
for (const given of [[1, 0, null, 'd'], [0, ''], [1, 1, 'e'], [1, 0, 'c']]) { const it = gen(); let step = it.next(); for (const x of given) { seen.push(step.value); step = it.next(x); } seen.push(step); }
const fn = null as any || function () {}, arrow = undefined ?? (() => {}); seen.push(fn.name, arrow.name, (v(1), 0) ? 1 : 2, (v(0) as any)! || (<any>3));
const o = { m() { return this === o; } }; seen.push((o.m && o.m)(), (0 || o).m(), typeof (v(0) || 'text'), void (v(1) && 2), delete (o as any).x && 1);
let w: any; if (w = v(3)) seen.push(w); if ((w = v(0), w)) seen.push('never'); switch (v(1) && 2) { case v(2) || 3: seen.push('two'); }
seen.push([...(v(null) ?? [4])], \`\${v('') || 'x'}\`, ((x = v(0) || 5) => x)(), v(1) in { 1: 1 } && 'in', [] instanceof Array && 'array');
said.push(...seen.map((x) => (typeof x === 'bigint' ? 'big' + x : Array.isArray(x) ? x.map(String).join() : x)));`,
  'overloads, decorators and comments': `
function over(a: number): number;
function over(a: string): string;
function over(a: any) { return a && a; }
const trace = (value: any, context: any) => { said.push([context.kind, String(context.name)]); return value; };
@trace class Marked<T = any> { @trace field = 1 || 2; @trace method(/* a */ x = 1 /* b */) { return /* c */ x && this.field /* d */; } @trace static get got() { return 3; } declare later: T; readonly [key: string]: any; }
said.push(over(1), over('a'), new Marked().method(), Marked.got, Marked.name);
const close = async () => { await using closing = { async [Symbol.asyncDispose]() { said.push('closed'); } }; return typeof closing; }; said.push(await close());
const twice = (x: number) => ({ x }), pair = (x: number): [number] => [x], cast = (x: any) => <number>x, seq = (x: any) => (said.push(x), x), late = async () => ({ a: await 1 }); said.push(twice(1), pair(2), cast(3), seq(4), await late());
block: { if (over(1)) break block; said.push('never'); }
a: b: for (const x of [1, 2]) { if (x === 1) continue b; break a; }
const tag = (s: TemplateStringsArray, ...v: any[]) => [s.raw.join('|'), v, s === tagOnce]; let tagOnce: any; const again = () => ((s: any) => s)\`x\${1}\`; said.push(again() === again(), tag\`\\n\${1 && 2}\`);
// the last line is a comment`,
};

/** Files of other kinds: path → all of its text. */
const files: Readonly<Record<string, string>> = {
  'src/script.cjs': `#!/usr/bin/env node
'use strict'
const said = exports.said = []
function sloppy() { return this === undefined }
said.push(sloppy(), [1, 2].map(function double(n) { return n * 2 }), __filename.slice(-10), typeof require?.main)
var i = 0; while (i < 2) i++; if (i == 2) said.push(i)
switch (i) { case 2: said.push('two') }
said.push((function () { return arguments.length })(1, 2), eval('i && 3'), new Function('a', 'return a ?? 4')())
// no new line at the end`,
  'src/sloppy.cjs': `exports.said = []; var o = { a: 1, k: null }; with (o) { if (a && !k) exports.said.push(a?.toFixed?.(1), k?.x) }
exports.said.push(this === exports, typeof hoisted, (function () { return typeof this })()); { function hoisted() {} }`,
  'src/element.tsx': `/** @jsx h */
/** @jsxFrag 'frag' */
const h = (name: any, props: any, ...children: any[]): any => [typeof name === 'string' ? name : name?.name, props, children];
const Part = ({ on = true, children }: any) => (on ? <b>{children}</b> : null);
const o: any = { Part, text: 'a', none: undefined };
export const said: any[] = [<Part on={o.text && 1}>{o.none ?? 'text'}{o.none?.x}</Part>, <o.Part {...(o.none || {})} key="k">{[1, 2].map((n) => <i>{n > 1 && n}</i>)}</o.Part>, <div data-a={o?.text?.length} />];
`,
  'src/legacy/decorated.ts': `export const said: any[] = [];
const note = (target: any, key?: any, index?: any) => { said.push([typeof target, String(key), typeof index === 'number' ? index : 'none']); };
const make = (x: any) => (said.push(x || 'none'), note);
@make(1 && 2) class A { @make(said?.length ?? 0) field = 1; @note method(@note a: any, @make(0 || 'p') b = a || 1) { return b; } constructor(@note readonly p = 2, private q?: any) { said.push(this.p && 3); } }
said.push(new A().method(4));
`,
  'src/legacy/tsconfig.json': `{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true, "target": "es2022" } }`,
};

const HELPERS = `export default function () {}
export const anonymous = class {};
`;

/** What is counted: each in a profile of the configuration. */
const modes = {
  hits: {},
  counts: { counts: true },
  conditions: { conditions: true },
  chains: { optionalChaining: true },
  everything: { counts: true, conditions: true, optionalChaining: true },
};

suite('the same with probes and without', { timeout: '60s' }, () => {
  const modules = {
    ...Object.fromEntries(
      Object.entries(programs).map(([name, text]) => [
        `src/${name.replaceAll(/\W+/g, '-')}.ts`,
        `export const said: unknown[] = []; ${text}\nexport {};\n`,
      ]),
    ),
    ...files,
  };
  const paths = Object.keys(modules).filter((path) => !path.endsWith('.json'));
  const profileOf = ([mode, options]: readonly [string, object]): string =>
    [
      `[profiles.${mode}.coverage]`,
      'enabled = true',
      ...Object.keys(options).map((option) => `${option} = true`),
    ].join('\n');
  const project = createProject({
    'tsconfig.json': '{ "compilerOptions": { "target": "es2022" } }',
    'ztest.toml': Object.entries(modes).map(profileOf).join('\n'),
    'src/helpers.ts': HELPERS,
    ...modules,
    ...Object.fromEntries(
      paths.map((path, i) => [
        `${i}.test.ts`,
        `import { test } from 'ztest';
import { said } from './${path}';
test('${path}', () => console.log(JSON.stringify(said)));
`,
      ]),
    ),
  });
  afterAll(() => project.dispose());
  const sayingsOf = ({ events }: RunResult): ReadonlyMap<string, string> =>
    new Map(
      events.flatMap((event) =>
        event.type === 'output' ? [[event.test ?? event.file ?? '', event.text]] : [],
      ),
    );
  let plain: ReadonlyMap<string, string>;
  beforeAll(async () => {
    const run = await project.run();
    expect(run.stdout).toContain(`Tests: ${paths.length} passed`);
    plain = sayingsOf(run);
  });

  test.each(Object.keys(modes))('%s', async (mode) => {
    const run = await project.run(['--profile', mode]);
    const counted = sayingsOf(run);
    for (const [program, said] of plain)
      expect([program, counted.get(program)]).toEqual([program, said]);
    expect(run.stderr).not.toContain('ZT2106');
    for (const path of paths) expect(run.stdout).toContain(basename(path).slice(-20));
  });
});
