import { suite, test } from 'ztest';
import { expectPasses, testFile } from './passing-project.ts';

const legacy = (more: object = {}): string =>
  JSON.stringify({ compilerOptions: { experimentalDecorators: true, ...more } });
/** What `reflect-metadata` does, in a few lines. */
const reflectMetadata = {
  'node_modules/reflect-metadata/package.json': `{ "name": "reflect-metadata", "main": "index.js" }`,
  'node_modules/reflect-metadata/index.js': `
    const store = new WeakMap();
    Reflect.metadata = (key, value) => (target, name) => { const all = store.get(target) ?? new Map(); store.set(target, all); all.set(key + '/' + String(name), value); };
    Reflect.getMetadata = (key, target, name) => store.get(target)?.get(key + '/' + String(name));`,
};

suite('decorators', () => {
  test('of the standard', async () => {
    await expectPasses({
      'decorated.ts': `
        export const log: string[] = [];
        function named(label: string) { return <T>(value: T, context: DecoratorContext): T => { log.push(label + ' ' + context.kind + ' ' + String(context.name)); return value; }; }
        function doubled(value: () => number) { return function (this: unknown) { return value.call(this) * 2; }; }
        @named('on') export class Thing {
          @named('on') field = 1;
          @named('on') accessor auto = 2;
          @doubled method(): number { return this.field; }
          @named('on') static make(): Thing { return new Thing(); }
          @named('on') get value(): number { return 3; }
          @named('on') #hidden(): void {}
        }`,
      'plain.mjs': `const twice = (fn) => function () { return fn.call(this) * 2; }; export class A { @twice n() { return 2; } }`,
      'a.test.ts': testFile(
        `import { Thing, log } from './decorated.ts'; import { A } from './plain.mjs';`,
        `expect(log).toEqual(['on method make', 'on accessor auto', 'on getter value', 'on method #hidden', 'on field field', 'on class Thing']);
         expect([new Thing().method(), Thing.make().auto, Thing.name, new A().n()]).toEqual([2, 2, 'Thing', 4]);
         const listed: string[] = []; for (const name in new Thing()) listed.push(name);
         expect(listed).toEqual(['field']);`,
      ),
    });
  });

  test('of TypeScript’s experiment, with parameters', async () => {
    await expectPasses({
      'tsconfig.json': legacy(),
      'decorated.ts': `
        export const log: string[] = [];
        const note = (label: string) => (_target: object, key?: string | symbol, index?: unknown): void => { log.push([label, String(key), typeof index === 'number' ? index : ''].join(' ')); };
        @note('class') export class Thing {
          @note('field') field = 1;
          constructor(@note('param') readonly a: number) {}
          @note('method') method(@note('inner') b: number): number { return b; }
          @note('static') static s = 2;
        }`,
      'a.test.ts': testFile(
        `import { Thing, log } from './decorated';`,
        `expect(log).toEqual(['field field ', 'inner method 0', 'method method ', 'static s ', 'param undefined 0', 'class undefined ']);
         expect([new Thing(5).a, Thing.name]).toEqual([5, 'Thing']);`,
      ),
    });
  });

  test('of TypeScript’s experiment, with metadata, in cycles and for imported classes', async () => {
    await expectPasses(
      {
        ...reflectMetadata,
        'tsconfig.json': legacy({ emitDecoratorMetadata: true, target: 'ES2021' }),
        'inject.ts': `import 'reflect-metadata'; export const Injectable = (): ClassDecorator => () => {}; export const Prop = (): PropertyDecorator => () => {};`,
        'repository.ts': `import { Injectable } from './inject'; @Injectable() export class Repository { find(): string { return 'found'; } }`,
        'types.ts': `export interface Options { a: number } export type Id = string;`,
        'service.ts': `
        import { Injectable, Prop } from './inject';
        import { Repository } from './repository';
        import type { Options } from './types';
        import { Id } from './types';
        enum Level { Low }
        @Injectable()
        export class Service {
          @Prop() name: string;
          @Prop() when: Date;
          @Prop() level: Level;
          @Prop() options: Options;
          @Prop() id: Id;
          constructor(private readonly repository: Repository, readonly count: number) {}
          @Prop() run(first: string, second?: Repository): Promise<string> { return Promise.resolve(this.repository.find() + first); }
        }
        export default class {}`,
        'a.test.ts': testFile(
          `import { Service } from './service'; import { Repository } from './repository';`,
          `const types = (target: object, key?: string) => Reflect.getMetadata(key === undefined ? 'design:paramtypes' : 'design:type', target, key);
         expect(types(Service)).toEqual([Repository, Number]);
         expect(['name', 'when', 'level', 'options', 'run'].map((key) => types(Service.prototype, key))).toEqual([String, Date, Number, Object, Function]);
         expect(Reflect.getMetadata('design:returntype', Service.prototype, 'run')).toBe(Promise);
         expect(await new Service(new Repository(), 1).run('!')).toBe('found!');
         expect('name' in new Service(new Repository(), 1)).toBe(false);
         expect((await import('./service')).default.name).toBe('default');`,
        ),
        'b.test.ts': testFile(
          `import { Service } from './service'; import { Repository } from './repository';`,
          `expect(Reflect.getMetadata('design:paramtypes', Service)).toEqual([Repository, Number]);`,
        ),
      },
      ['--workers', '1'],
    );
  });

  test('with metadata do not change how modules see each other', async () => {
    await expectPasses({
      ...reflectMetadata,
      'tsconfig.json': legacy({ emitDecoratorMetadata: true, verbatimModuleSyntax: false }),
      'deco.ts': `import 'reflect-metadata'; export const D = (): ClassDecorator => () => {};`,
      'live.ts': `import { D } from './deco'; export let n = 0; export const add = (): void => { n++; }; export * from './more'; export * as more from './more'; export { m as renamed } from './more';
        export const helper = (): string => 'real'; const fs = require('node:fs'); export const real = fs.readFileSync === process.getBuiltinModule('fs').readFileSync; @D() export class X { static helped = helper(); }`,
      'more.ts': `export let m = 'm'; export const setM = (v: string): void => { m = v; };`,
      'a.test.ts': `import { test, expect, mock } from 'ztest'; import * as live from './live'; import { n, add, renamed, setM } from './live';
        test('is live', async () => { add(); setM('k'); expect([n, live.n, live.m, renamed, live.more.m, live.real]).toEqual([1, 1, 'k', 'k', 'k', true]);
          mock.spyOn(live, 'helper').mockReturnValue('spied'); mock.spyOn(live, 'setM').mockReturnValue(undefined); expect(live.helper()).toBe('spied'); expect(live.X.helped).toBe('real'); });`,
    });
  });
});
