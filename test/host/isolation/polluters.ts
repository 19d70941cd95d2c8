/**
 * What a test file can change in its process, and how a later file would notice. Each runs as a file of its own, followed
 * by a file that looks.
 */

export interface Polluter {
  readonly title: string;
  /** Imports of both files. */
  readonly imports?: string;
  /** Body of an asynchronous test. */
  readonly pollute: string;
  /** Expression of the next file: true when it notices; may await. */
  readonly noticed: string;
  /** With the level `none`, where the next file ought to notice: it does not, or its host does not work any more. */
  readonly atNone?: 'kept apart' | 'breaks the host';
}

/** Modules that polluters and victims share. */
export const sharedFiles = {
  'counter.ts': `
    export let count = 0;
    export const increment = () => ++count;
    export const settings = { level: 'quiet', nested: { colours: ['red'] } };
    export class Registry { static known: string[] = []; describe() { return 'registry'; } }
    export default { name: 'counter' };`,
  'legacy.cjs': `exports.calls = 0; exports.call = () => ++exports.calls;`,
  'data.json': `{ "list": [1] }`,
  'node_modules/plain/package.json': '{ "name": "plain", "main": "index.js" }',
  'node_modules/plain/index.js': `
    exports.greet = () => 'hello';
    exports.defaults = { timeout: 1 };`,
  'node_modules/callable/package.json': '{ "name": "callable", "main": "index.js" }',
  'node_modules/callable/index.js': `module.exports = function callable() { return 1; };`,
  'node_modules/modern/package.json':
    '{ "name": "modern", "type": "module", "exports": "./index.js" }',
  'node_modules/modern/index.js': `
    const client = { get() { return 'real'; }, defaults: { timeout: 1 } };
    export default client;`,
};

const ownModules: readonly Polluter[] = [
  {
    title: 'counts in a variable of a module',
    imports: `import { count, increment } from './counter.ts';`,
    pollute: `increment();`,
    noticed: `count !== 0`,
  },
  {
    title: 'changes an exported object',
    imports: `import { settings } from './counter.ts';`,
    pollute: `settings.level = 'loud'; settings.nested.colours.push('blue');`,
    noticed: `settings.level !== 'quiet' || settings.nested.colours.length !== 1`,
  },
  {
    title: 'fills a static member of a class',
    imports: `import { Registry } from './counter.ts';`,
    pollute: `Registry.known.push('a'); Registry.prototype.describe = () => 'patched';`,
    noticed: `Registry.known.length > 0 || new Registry().describe() !== 'registry'`,
  },
  {
    title: 'changes a default export',
    imports: `import counter from './counter.ts';`,
    pollute: `Object.assign(counter, { name: 'polluted', extra: true });`,
    noticed: `counter.name !== 'counter' || 'extra' in counter`,
  },
  {
    title: 'counts in a module that it imports on demand',
    pollute: `(await import('./counter.ts')).increment();`,
    noticed: `(await import('./counter.ts')).count > 0`,
  },
  {
    title: 'counts in a CommonJS module',
    imports: `import legacy from './legacy.cjs';`,
    pollute: `legacy.call();`,
    noticed: `legacy.calls !== 0`,
  },
  {
    title: 'changes imported JSON',
    imports: `import data from './data.json' with { type: 'json' };`,
    pollute: `data.list.push(2);`,
    noticed: `data.list.length !== 1`,
  },
  {
    title: 'mocks a module of the project',
    imports: `import { jest } from 'ztest/jest';`,
    pollute: `jest.doMock('./counter.ts', () => ({ increment: () => 99 })); await import('./counter.ts');`,
    noticed: `(await import('./counter.ts')).increment() === 99`,
  },
  {
    title: 'leaves a spy on a module of the project',
    imports: `import * as counter from './counter.ts'; import { mock } from 'ztest';`,
    pollute: `mock.spyOn(counter, 'increment').mockReturnValue(99);`,
    noticed: `counter.increment() === 99`,
  },
];

const packages: readonly Polluter[] = [
  {
    title: 'replaces an export of a package',
    imports: `import plain from 'plain';`,
    pollute: `plain.greet = () => 'patched'; plain.added = true;`,
    noticed: `plain.greet() !== 'hello' || 'added' in plain`,
  },
  {
    title: 'changes defaults that a package exports',
    imports: `import plain from 'plain';`,
    pollute: `plain.defaults.timeout = 99;`,
    noticed: `plain.defaults.timeout !== 1`,
  },
  {
    title: 'hangs something on a function that is a package',
    imports: `import callable from 'callable';`,
    pollute: `callable.polluted = true; callable.prototype.polluted = true;`,
    noticed: `'polluted' in callable || 'polluted' in callable.prototype`,
  },
  {
    title: 'patches the default export of an ES module package',
    imports: `import client from 'modern';`,
    pollute: `client.get = () => 'patched'; client.defaults.timeout = 99;`,
    noticed: `client.get() !== 'real' || client.defaults.timeout !== 1`,
  },
  {
    title: 'mocks a package',
    imports: `import { jest } from 'ztest/jest';`,
    pollute: `jest.doMock('plain', () => ({ greet: () => 'mocked' })); await import('plain');`,
    noticed: `(await import('plain')).greet() === 'mocked'`,
  },
  {
    title: 'deletes a package from the cache of require',
    imports: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    pollute: `require('plain').greet.mark = true; delete require.cache[require.resolve('plain')]; require('plain').greet = () => 'second';`,
    noticed: `require('plain').greet() !== 'hello' || 'mark' in require('plain').greet`,
  },
];

const nodeModules: readonly Polluter[] = [
  {
    title: 'patches a function of node:fs',
    imports: `import fs from 'node:fs';`,
    pollute: `fs.readFileSync = () => 'patched'; fs.existsSync = () => true;`,
    noticed: `fs.readFileSync('counter.ts') === 'patched' || fs.existsSync('nowhere')`,
  },
  {
    title: 'patches fs.promises',
    imports: `import fs, { promises } from 'node:fs'; import { readFile } from 'node:fs/promises';`,
    pollute: `fs.promises.readFile = async () => 'patched'; promises.stat = async () => 'patched';`,
    noticed: `await readFile('counter.ts') === 'patched' || await fs.promises.readFile('counter.ts') === 'patched' || await promises.stat('.') === 'patched'`,
  },
  {
    title: 'patches a builtin that only require sees',
    imports: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    pollute: `require('node:os').hostname = () => 'patched';`,
    noticed: `require('node:os').hostname() === 'patched'`,
  },
  {
    title: 'mocks a builtin',
    imports: `import { jest } from 'ztest/jest';`,
    pollute: `jest.doMock('node:os', () => ({ platform: () => 'mocked' })); await import('node:os');`,
    noticed: `(await import('node:os')).platform() === 'mocked'`,
  },
  {
    title: 'replaces and changes http.globalAgent',
    imports: `import http from 'node:http'; import https from 'node:https';`,
    pollute: `http.globalAgent.maxSockets = 1; http.globalAgent.options.keepAlive = 'polluted'; https.globalAgent = new https.Agent({ maxSockets: 7 });`,
    noticed: `http.globalAgent.maxSockets === 1 || http.globalAgent.options.keepAlive === 'polluted' || https.globalAgent.maxSockets === 7`,
  },
  {
    title: 'changes the headers parser limit and methods of http',
    imports: `import http from 'node:http';`,
    pollute: `http.METHODS.push('POLLUTE'); http.STATUS_CODES[299] = 'polluted';`,
    noticed: `http.METHODS.includes('POLLUTE') || 299 in http.STATUS_CODES`,
  },
  {
    title: 'leaves an observer of performance',
    imports: `import { PerformanceObserver, performance } from 'node:perf_hooks';`,
    pollute: `new PerformanceObserver(() => { globalThis.observed = true; }).observe({ entryTypes: ['mark'] });`,
    noticed: `(performance.mark('polluted'), await new Promise((resolve) => setTimeout(resolve, 20)), 'observed' in globalThis)`,
  },
  {
    title: 'leaves an observer of performance that is a global',
    pollute: `new PerformanceObserver(() => { globalThis.observed = true; }).observe({ entryTypes: ['mark'] });`,
    noticed: `(performance.mark('polluted'), await new Promise((resolve) => setTimeout(resolve, 20)), 'observed' in globalThis)`,
  },
  {
    title: 'changes how much streams hold',
    imports: `import stream from 'node:stream';`,
    pollute: `stream.setDefaultHighWaterMark(false, 99); stream.setDefaultHighWaterMark(true, 3);`,
    noticed: `stream.getDefaultHighWaterMark(false) === 99 || stream.getDefaultHighWaterMark(true) === 3`,
  },
  {
    title: 'changes the priority of the process',
    imports: `import os from 'node:os';`,
    pollute: `os.setPriority(5);`,
    noticed: `os.getPriority() === 5`,
  },
  {
    title: 'leaves data for threads',
    imports: `import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';`,
    pollute: `setEnvironmentData('polluted', true);`,
    noticed: `getEnvironmentData('polluted') !== undefined`,
  },
  {
    title: 'changes crypto.webcrypto',
    imports: `import crypto from 'node:crypto';`,
    pollute: `crypto.webcrypto.polluted = true; crypto.webcrypto.subtle.polluted = true;`,
    noticed: `'polluted' in crypto.webcrypto || 'polluted' in crypto.webcrypto.subtle`,
  },
  {
    title: 'changes EventEmitter and its prototype',
    imports: `import { EventEmitter } from 'node:events';`,
    pollute: `EventEmitter.defaultMaxListeners = 3; EventEmitter.captureRejections = true; EventEmitter.prototype.polluted = true;`,
    noticed: `EventEmitter.defaultMaxListeners !== 10 || EventEmitter.captureRejections || 'polluted' in EventEmitter.prototype`,
  },
  {
    title: 'changes util.inspect.defaultOptions and its styles',
    imports: `import util from 'node:util';`,
    pollute: `util.inspect.defaultOptions.depth = 0; util.inspect.styles.string = 'red'; util.inspect.colors.red[0] = 1; Object.assign(util.inspect, { polluted: true });`,
    noticed: `util.inspect.defaultOptions.depth === 0 || util.inspect.styles.string === 'red' || util.inspect.colors.red[0] === 1 || 'polluted' in util.inspect`,
  },
  {
    title: 'changes Buffer.poolSize and the prototype of Buffer',
    imports: `import buffer from 'node:buffer';`,
    pollute: `Buffer.poolSize = 1; Buffer.prototype.polluted = true; buffer.INSPECT_MAX_BYTES = 1;`,
    noticed: `Buffer.poolSize === 1 || 'polluted' in Buffer.prototype || buffer.INSPECT_MAX_BYTES === 1`,
  },
  {
    title: 'patches the loader of Node',
    imports: `import Module from 'node:module';`,
    pollute: `const load = Module._load; Module._load = (request, ...rest) => (request === 'polluted' ? 'patched' : load(request, ...rest)); Module._extensions['.polluted'] = () => {}; Module.prototype.polluted = true;`,
    noticed: `(() => { try { return Module._load('polluted') === 'patched'; } catch { return false; } })() || '.polluted' in Module._extensions || 'polluted' in Module.prototype`,
  },
  {
    title: 'changes the default result order of dns',
    imports: `import dns from 'node:dns';`,
    pollute: `dns.setDefaultResultOrder(dns.getDefaultResultOrder() === 'ipv4first' ? 'verbatim' : 'ipv4first'); dns.setServers(['192.0.2.1']);`,
    noticed: `dns.getDefaultResultOrder() !== 'verbatim' || dns.getServers().includes('192.0.2.1')`,
  },
  {
    title: 'patches node:timers and node:timers/promises',
    imports: `import timers from 'node:timers'; import waits from 'node:timers/promises';`,
    pollute: `timers.setTimeout = () => 'patched'; waits.setTimeout = async () => 'patched';`,
    noticed: `timers.setTimeout(() => {}, 0) === 'patched' || await waits.setTimeout(1) === 'patched'`,
  },
  {
    title: 'enables an AsyncLocalStorage and leaves',
    imports: `import { AsyncLocalStorage } from 'node:async_hooks';`,
    pollute: `const storage = globalThis.pollutedStorage = new AsyncLocalStorage(); storage.enterWith('polluted');`,
    noticed: `globalThis.pollutedStorage?.getStore() === 'polluted' || 'pollutedStorage' in globalThis`,
  },
];

const globals: readonly Polluter[] = [
  { title: 'adds a global', pollute: `globalThis.added = 1;`, noticed: `'added' in globalThis` },
  {
    title: 'adds a global through indirect eval',
    pollute: `(0, eval)('var evaluated = 1; function declared() {}');`,
    noticed: `'evaluated' in globalThis || 'declared' in globalThis`,
  },
  {
    title: 'declares a global that cannot be deleted',
    imports: `import vm from 'node:vm';`,
    pollute: `vm.runInThisContext('var permanent = 1');`,
    noticed: `'permanent' in globalThis`,
  },
  {
    title: 'adds a global that is not enumerable',
    pollute: `Object.defineProperty(globalThis, 'hidden', { value: 1, configurable: true });`,
    noticed: `'hidden' in globalThis`,
  },
  {
    title: 'adds a global that cannot be configured',
    pollute: `Object.defineProperty(globalThis, 'fixed', { value: 1 });`,
    noticed: `'fixed' in globalThis`,
  },
  {
    title: 'adds a global accessor',
    pollute: `Object.defineProperty(globalThis, 'computed', { get: () => 1, configurable: true });`,
    noticed: `'computed' in globalThis`,
  },
  {
    title: 'adds a global under a registered symbol',
    pollute: `globalThis[Symbol.for('polluted')] = 1;`,
    noticed: `Symbol.for('polluted') in globalThis`,
  },
  {
    title: 'replaces a global function',
    pollute: `globalThis.parseInt = () => 99;`,
    noticed: `parseInt('1') === 99`,
  },
  {
    title: 'replaces fetch, Headers and Response',
    pollute: `globalThis.fetch = async () => 'patched'; globalThis.Headers = class { polluted = true; };`,
    noticed: `await fetch('data:,real') === 'patched' || 'polluted' in new Headers()`,
  },
  {
    title: 'patches the prototypes of Headers and AbortSignal',
    pollute: `Headers.prototype.polluted = true; AbortSignal.prototype.polluted = true; AbortSignal.timeout = () => 'patched';`,
    noticed: `'polluted' in new Headers() || 'polluted' in AbortSignal.prototype || AbortSignal.timeout(1) === 'patched'`,
  },
  {
    title: 'replaces URL, and patches its prototype',
    pollute: `URL.prototype.polluted = true; globalThis.URL = class extends URL { replaced = true; };`,
    noticed: `'polluted' in URL.prototype || 'replaced' in new URL('a:b')`,
  },
  {
    title: 'deletes globals',
    pollute: `delete globalThis.structuredClone; delete globalThis.escape; delete globalThis.TextEncoder;`,
    noticed: `typeof structuredClone === 'undefined' || typeof escape === 'undefined' || typeof TextEncoder === 'undefined'`,
  },
  {
    title: 'replaces a global by an accessor',
    pollute: `Object.defineProperty(globalThis, 'isNaN', { get: () => () => 'patched', configurable: true });`,
    noticed: `isNaN(1) === 'patched'`,
  },
  {
    title: 'replaces process, performance and Buffer',
    pollute: `globalThis.process = { ...process, polluted: true }; globalThis.performance = { polluted: true }; globalThis.Buffer = class { static polluted = true; };`,
    noticed: `'polluted' in process || 'polluted' in performance || 'polluted' in Buffer`,
  },
  {
    title: 'replaces the timers',
    pollute: `globalThis.setTimeout = () => 'patched'; globalThis.clearTimeout = () => 'patched'; globalThis.queueMicrotask = () => 'patched';`,
    noticed: `setTimeout(() => {}, 0) === 'patched' || clearTimeout(0) === 'patched' || queueMicrotask(() => {}) === 'patched'`,
  },
  {
    title: 'leaves fake timers on',
    atNone: 'kept apart',
    imports: `import { mock } from 'ztest';`,
    pollute: `mock.time(0);`,
    noticed: `Date.now() < 1e12 || await new Promise((fulfil) => setTimeout(fulfil, 1)) !== undefined`,
  },
  {
    title: 'leaves spies on',
    imports: `import { mock } from 'ztest';`,
    pollute: `mock.spyOn(console, 'log').mockReturnValue('spied'); mock.spyOn(Math, 'max').mockReturnValue(99); mock.spyOn(process, 'cwd').mockReturnValue('/spied');`,
    noticed: `console.log('') === 'spied' || Math.max(1) === 99 || process.cwd() === '/spied'`,
    atNone: 'kept apart',
  },
  {
    title: 'prevents extensions of the global object',
    pollute: `Object.preventExtensions(globalThis);`,
    noticed: `!Object.isExtensible(globalThis)`,
  },
  {
    title: 'gives the global object another prototype',
    pollute: `Object.setPrototypeOf(Object.getPrototypeOf(globalThis), { polluted: true });`,
    noticed: `'polluted' in globalThis`,
  },
  {
    title: 'defines customised navigator and crypto',
    pollute: `Object.defineProperty(globalThis, 'navigator', { value: { polluted: true }, configurable: true }); Object.defineProperty(globalThis, 'crypto', { value: { polluted: true }, configurable: true });`,
    noticed: `'polluted' in navigator || 'polluted' in crypto`,
  },
  {
    title: 'redefines properties of navigator',
    pollute: `Object.defineProperty(navigator, 'userAgent', { value: 'polluted', configurable: true }); Object.assign(navigator, { share: () => {} });`,
    noticed: `navigator.userAgent === 'polluted' || 'share' in navigator`,
  },
  {
    title: 'patches crypto and performance',
    pollute: `crypto.randomUUID = () => 'patched'; performance.now = () => 99; Crypto.prototype.polluted = true;`,
    noticed: `crypto.randomUUID() === 'patched' || performance.now() === 99 || 'polluted' in crypto`,
  },
  {
    title: 'leaves marks on the timeline of performance',
    pollute: `performance.mark('polluted');`,
    noticed: `performance.getEntriesByName('polluted').length > 0`,
  },
];

const builtins: readonly Polluter[] = [
  {
    title: 'adds to Object.prototype',
    pollute: `Object.prototype.x = 'polluted';`,
    noticed: `'x' in {}`,
  },
  {
    title: 'adds a method to Array.prototype',
    pollute: `Array.prototype.last = function () { return this[this.length - 1]; };`,
    noticed: `'last' in []`,
  },
  {
    title: 'replaces methods of Array.prototype',
    pollute: `Array.prototype.flatMap = () => 'patched';`,
    noticed: `[1].flatMap((n) => n) === 'patched'`,
  },
  {
    title: 'deletes a method of Array.prototype',
    pollute: `delete Array.prototype.copyWithin;`,
    noticed: `!('copyWithin' in [])`,
  },
  {
    title: 'adds an accessor to String.prototype',
    pollute: `Object.defineProperty(String.prototype, 'shout', { get() { return this.toUpperCase(); }, configurable: true });`,
    noticed: `'shout' in String.prototype`,
  },
  {
    title: 'replaces a method by an accessor',
    pollute: `Object.defineProperty(String.prototype, 'anchor', { get: () => () => 'patched', configurable: true });`,
    noticed: `'a'.anchor('b') === 'patched'`,
  },
  {
    title: 'replaces a method by an accessor that gives the same',
    pollute: `const { bold } = String.prototype; Object.defineProperty(String.prototype, 'bold', { get: () => bold, configurable: true });`,
    noticed: `'get' in Object.getOwnPropertyDescriptor(String.prototype, 'bold')`,
  },
  {
    title: 'replaces an accessor of a prototype',
    pollute: `Object.defineProperty(RegExp.prototype, 'flags', { get: () => 'polluted', configurable: true }); Object.defineProperty(Map.prototype, 'size', { value: 99, configurable: true });`,
    noticed: `/a/.flags === 'polluted' || new Map().size === 99`,
  },
  {
    title: 'adds symbol keys',
    pollute: `Number.prototype[Symbol.iterator] = function* () {}; Function.prototype[Symbol.for('polluted')] = 1;`,
    noticed: `Symbol.iterator in Number.prototype || Symbol.for('polluted') in Function.prototype`,
  },
  {
    title: 'makes a method read-only',
    pollute: `Object.defineProperty(Array.prototype, 'lastIndexOf', { writable: false });`,
    noticed: `!Object.getOwnPropertyDescriptor(Array.prototype, 'lastIndexOf').writable`,
  },
  {
    title: 'makes a method enumerable',
    pollute: `Object.defineProperty(Object.prototype, 'toLocaleString', { enumerable: true });`,
    noticed: `Object.prototype.propertyIsEnumerable('toLocaleString')`,
  },
  {
    title: 'makes a method permanent',
    pollute: `Object.defineProperty(Array.prototype, 'reduceRight', { configurable: false });`,
    noticed: `!Object.getOwnPropertyDescriptor(Array.prototype, 'reduceRight').configurable`,
  },
  {
    title: 'adds what cannot be deleted',
    pollute: `Object.defineProperty(Map.prototype, 'permanent', { value: 1 });`,
    noticed: `'permanent' in Map.prototype`,
  },
  {
    title: 'replaces for good',
    pollute: `Object.defineProperty(Set.prototype, 'isSubsetOf', { value: () => 'patched', configurable: false, writable: false });`,
    noticed: `new Set().isSubsetOf(new Set()) === 'patched'`,
  },
  {
    title: 'freezes a prototype',
    pollute: `Object.freeze(Boolean.prototype);`,
    noticed: `Object.isFrozen(Boolean.prototype)`,
  },
  {
    title: 'seals a prototype',
    pollute: `Object.seal(WeakMap.prototype);`,
    noticed: `Object.isSealed(WeakMap.prototype)`,
  },
  {
    title: 'gives a builtin another prototype',
    pollute: `Object.setPrototypeOf(Set.prototype, { polluted: true });`,
    noticed: `'polluted' in new Set()`,
  },
  {
    title: 'replaces the iterator of arrays',
    pollute: `const real = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function () { return Reflect.apply(real, this, []); }; Array.prototype[Symbol.iterator].polluted = true;`,
    noticed: `'polluted' in Array.prototype[Symbol.iterator]`,
  },
  {
    title: 'patches the iterators that only syntax gives',
    pollute: `Object.getPrototypeOf([][Symbol.iterator]()).polluted = true; Object.getPrototypeOf(Object.getPrototypeOf(function* () {})).pollutedToo = true; Object.getPrototypeOf((async function* () {}).prototype).polluted = true; Object.getPrototypeOf(''[Symbol.iterator]()).polluted = true; Object.getPrototypeOf('a'.matchAll(/a/g)).polluted = true;`,
    noticed: `'polluted' in [][Symbol.iterator]() || 'pollutedToo' in Object.getPrototypeOf(function* () {}) || 'polluted' in (async function* () {})() || 'polluted' in ''[Symbol.iterator]() || 'polluted' in 'a'.matchAll(/a/g)`,
  },
  {
    title: 'changes Symbol.species',
    pollute: `class Other extends Array {} Object.defineProperty(Array, Symbol.species, { get: () => Other, configurable: true }); Object.defineProperty(Promise, Symbol.species, { value: Promise, configurable: true });`,
    noticed: `[].map(String).constructor !== Array || 'value' in Object.getOwnPropertyDescriptor(Promise, Symbol.species)`,
  },
  {
    title: 'replaces Date',
    pollute: `const Real = Date; globalThis.Date = class extends Real { static now() { return 0; } };`,
    noticed: `Date.now() === 0`,
  },
  {
    title: 'replaces Date.now and methods of dates',
    pollute: `Date.now = () => 0; Date.prototype.getTimezoneOffset = () => 99;`,
    noticed: `Date.now() === 0 || new Date().getTimezoneOffset() === 99`,
  },
  {
    title: 'replaces Math.random',
    pollute: `Math.random = () => 0.5; Math.polluted = true;`,
    noticed: `(Math.random() === 0.5 && Math.random() === 0.5) || 'polluted' in Math`,
  },
  {
    title: 'replaces JSON.stringify and JSON.parse',
    pollute: `JSON.stringify = () => 'patched'; JSON.parse = () => 'patched';`,
    noticed: `JSON.stringify({}) === 'patched' || JSON.parse('1') === 'patched'`,
  },
  {
    title: 'replaces Promise',
    pollute: `globalThis.Promise = class extends Promise { static polluted = true; };`,
    noticed: `'polluted' in Promise`,
  },
  {
    title: 'patches Promise',
    pollute: `const { then } = Promise.prototype; Promise.prototype.then = function (...args) { return Reflect.apply(then, this, args); }; Promise.prototype.then.polluted = true; Promise.delay = () => {};`,
    noticed: `'polluted' in Promise.prototype.then || 'delay' in Promise`,
  },
  {
    title: 'replaces Error and its ways to make stacks',
    pollute: `Error.prepareStackTrace = () => 'patched'; Error.stackTraceLimit = 1; Error.captureStackTrace = () => {}; Error.prototype.polluted = true;`,
    noticed: `new Error().stack === 'patched' || Error.stackTraceLimit === 1 || 'polluted' in new Error() || (() => { const holder = {}; Error.captureStackTrace(holder); return !('stack' in holder); })()`,
  },
  {
    title: 'replaces Object.keys and Object.entries',
    pollute: `Object.keys = () => ['patched']; Object.entries = () => ['patched'];`,
    noticed: `Object.keys({}).length > 0 || Object.entries({}).length > 0`,
  },
  {
    title: 'replaces what a watcher would use: Reflect, Object.is, Map, Set',
    atNone: 'breaks the host',
    pollute: `Reflect.ownKeys = () => []; Reflect.getOwnPropertyDescriptor = () => undefined; Reflect.defineProperty = () => true; Reflect.deleteProperty = () => true; Object.is = () => true; Object.defineProperty = (o) => o; Map.prototype.get = () => undefined; Map.prototype.has = () => false; Set.prototype.has = () => true; WeakMap.prototype.get = () => undefined;`,
    noticed: `Reflect.ownKeys({ a: 1 }).length !== 1 || Object.is(1, 2) || !new Map([[1, 1]]).has(1) || new Set().has(1)`,
  },
  {
    title: 'replaces methods that everybody calls',
    atNone: 'breaks the host',
    pollute: `for (const name of ['push', 'filter', 'map', 'some', 'every', 'join', 'includes', 'slice', 'splice', 'shift', 'entries', 'forEach']) Array.prototype[name] = () => { throw new Error('polluted ' + name); };`,
    noticed: `(() => { try { [1].map(String).filter(Boolean).slice(); [].push(1); return false; } catch { return true; } })()`,
  },
  {
    title: 'replaces methods of strings that everybody calls',
    atNone: 'breaks the host',
    pollute: `for (const name of ['startsWith', 'replaceAll', 'split', 'slice', 'includes', 'endsWith', 'indexOf', 'replace']) String.prototype[name] = () => { throw new Error('polluted ' + name); };`,
    noticed: `(() => { try { 'a'.split('').join('').replaceAll('a', 'b').startsWith('b'); 'a'.slice(0); return false; } catch { return true; } })()`,
  },
  {
    title: 'replaces call, apply and bind of functions',
    pollute: `const { call } = Function.prototype; Function.prototype.bind = () => () => 'patched'; Function.prototype.toString = () => 'patched';`,
    noticed: `(() => 1).bind(null)() === 'patched' || String(() => 1) === 'patched'`,
  },
  {
    title: 'patches Intl',
    pollute: `Intl.DateTimeFormat.prototype.resolvedOptions = () => ({ timeZone: 'Polluted/Zone' }); Intl.NumberFormat = class { format() { return 'patched'; } }; Intl.polluted = true; Intl.Collator.supportedLocalesOf = () => 'patched';`,
    noticed: `new Intl.DateTimeFormat().resolvedOptions().timeZone === 'Polluted/Zone' || new Intl.NumberFormat().format(1) === 'patched' || 'polluted' in Intl || Intl.Collator.supportedLocalesOf('en') === 'patched'`,
  },
  {
    title: 'patches the classes of WebAssembly',
    pollute: `WebAssembly.Module.prototype.polluted = true; WebAssembly.Module.polluted = true;`,
    noticed: `'polluted' in WebAssembly.Module.prototype || 'polluted' in WebAssembly.Module`,
  },
  {
    title: 'patches typed arrays',
    pollute: `Object.getPrototypeOf(Uint8Array).prototype.polluted = true; Uint8Array.prototype.polluted = true; Uint8Array.from = () => 'patched';`,
    noticed: `'polluted' in new Uint16Array() || 'polluted' in new Uint8Array() || Uint8Array.from([]) === 'patched'`,
  },
];

/** Before Node 24, nobody can see how far the console indents. */
const showsIndentation = Object.getOwnPropertySymbols(console).some((key) =>
  String(key).includes('GroupIndentationString'),
);

/** An expression: what a statement writes to standard output. */
function printed(statement: string): string {
  return `(() => {
    let text = '';
    const { write } = process.stdout;
    process.stdout.write = (chunk) => { text += chunk; return true; };
    ${statement};
    process.stdout.write = write;
    return text;
  })()`;
}

const ofProcess: readonly Polluter[] = [
  {
    title: 'adds, changes and deletes environment variables',
    pollute: `process.env.POLLUTED = '1'; process.env.KEPT_VARIABLE = 'changed'; delete process.env.PATH;`,
    noticed: `'POLLUTED' in process.env || process.env.KEPT_VARIABLE !== 'original' || process.env.PATH === undefined`,
  },
  {
    title: 'replaces process.env',
    pollute: `process.env = { ...process.env, REPLACED: '1' };`,
    noticed: `'REPLACED' in process.env || process.env.KEPT_VARIABLE !== 'original'`,
  },
  {
    title: 'changes the environment with Object.assign and defineProperty',
    pollute: `Object.assign(process.env, { ASSIGNED: '1' }); Object.defineProperty(process.env, 'DEFINED', { value: '1', writable: true, enumerable: true, configurable: true });`,
    noticed: `'ASSIGNED' in process.env || 'DEFINED' in process.env`,
  },
  {
    title: 'changes the environment with process.loadEnvFile',
    imports: `import fs from 'node:fs';`,
    pollute: `fs.writeFileSync('polluting.env', 'FROM_FILE=1'); process.loadEnvFile('polluting.env'); fs.rmSync('polluting.env');`,
    noticed: `'FROM_FILE' in process.env`,
  },
  {
    title: 'changes the time zone',
    pollute: `process.env.TZ = 'Asia/Kolkata'; new Date().getTimezoneOffset();`,
    noticed: `new Date(2024, 0, 1).getTimezoneOffset() === -330`,
  },
  {
    title: 'changes the locale variables',
    pollute: `process.env.LANG = 'de_DE.UTF-8'; process.env.LC_ALL = 'de_DE.UTF-8';`,
    noticed: `process.env.LC_ALL === 'de_DE.UTF-8' || process.env.LANG === 'de_DE.UTF-8'`,
  },
  {
    title: 'changes the directory',
    imports: `import fs from 'node:fs';`,
    pollute: `process.chdir('node_modules');`,
    noticed: `!fs.existsSync('counter.ts')`,
  },
  {
    title: 'changes the mask of new files',
    pollute: `process.umask(0o777);`,
    noticed: `process.umask() === 0o777`,
  },
  {
    title: 'changes the title',
    pollute: `process.title = 'polluted';`,
    noticed: `process.title === 'polluted'`,
  },
  {
    title: 'changes the arguments',
    pollute: `process.argv.push('polluted'); process.execArgv.push('--polluted'); process.execPath = 'polluted';`,
    noticed: `process.argv.includes('polluted') || process.execArgv.includes('--polluted') || process.execPath === 'polluted'`,
  },
  {
    title: 'replaces the arguments',
    pollute: `process.argv = ['polluted']; process.execArgv = ['polluted'];`,
    noticed: `process.argv[0] === 'polluted' || process.execArgv[0] === 'polluted'`,
  },
  {
    title: 'sets the exit code',
    pollute: `process.exitCode = 7;`,
    noticed: `process.exitCode === 7`,
  },
  {
    title: 'replaces process.exit, abort and kill',
    pollute: `process.exit = () => 'patched'; process.abort = () => 'patched'; process.kill = () => 'patched';`,
    noticed: `process.kill(process.pid, 0) === 'patched' || String(process.abort).includes('patched') || String(process.exit).includes('patched')`,
  },
  {
    title: 'replaces functions of process',
    pollute: `process.cwd = () => '/patched'; process.emitWarning = () => 'patched'; process.memoryUsage = () => 'patched'; process.hrtime.bigint = () => 0n;`,
    noticed: `process.cwd() === '/patched' || process.emitWarning('a') === 'patched' || process.memoryUsage() === 'patched' || process.hrtime.bigint() === 0n`,
  },
  {
    title: 'replaces process.nextTick, which the streams of Node need',
    atNone: 'breaks the host',
    pollute: `process.nextTick = () => 'patched';`,
    noticed: `process.nextTick(() => {}) === 'patched'`,
  },
  {
    title: 'pretends another platform, version and processor',
    pollute: `for (const name of ['platform', 'version', 'arch', 'pid']) Object.defineProperty(process, name, { value: 'polluted' }); Object.defineProperty(process, 'versions', { value: { node: '0.0.0' } });`,
    noticed: `[process.platform, process.version, process.arch, process.pid].includes('polluted') || process.versions.node === '0.0.0'`,
  },
  {
    title: 'adds to process, and below it',
    pollute: `process.added = 1; process.release.polluted = 1; process.features.polluted = 1;`,
    noticed: `'added' in process || 'polluted' in process.release || 'polluted' in process.features`,
  },
  {
    title: 'listens to events of process',
    pollute: `for (const name of ['uncaughtException', 'unhandledRejection', 'exit', 'beforeExit', 'SIGINT', 'SIGTERM', 'warning', 'message', 'custom']) process.on(name, () => {}); process.once('once', () => {}); process.prependListener('prepended', () => {});`,
    noticed: `['exit', 'beforeExit', 'SIGINT', 'SIGTERM', 'message', 'custom', 'once', 'prepended'].some((name) => process.listenerCount(name) > 0) || process.listenerCount('uncaughtException') > 1 || process.listenerCount('unhandledRejection') > 1`,
  },
  {
    title: 'removes all listeners of process',
    pollute: `process.removeAllListeners();`,
    noticed: `process.listenerCount('uncaughtException') !== 1 || process.listenerCount('unhandledRejection') !== 1 || process.listenerCount('warning') !== 1`,
  },
  {
    title: 'catches uncaught errors by a callback',
    pollute: `process.setUncaughtExceptionCaptureCallback(() => {});`,
    noticed: `process.hasUncaughtExceptionCaptureCallback()`,
  },
  {
    title: 'raises the number of listeners of process',
    pollute: `process.setMaxListeners(99);`,
    noticed: `process.getMaxListeners() === 99`,
  },
  {
    title: 'replaces process.emit',
    pollute: `process.emit = () => 'patched';`,
    noticed: `process.emit('nothing') === 'patched'`,
  },
  {
    title: 'replaces the writing to standard output and error',
    pollute: `process.stdout.write = () => 'patched'; process.stderr.write = () => 'patched'; process.stdout.isTTY = true; process.stdout.columns = 7;`,
    noticed: `process.stdout.write('') === 'patched' || process.stderr.write('') === 'patched' || process.stdout.isTTY || process.stdout.columns === 7`,
  },
  {
    title: 'replaces standard output',
    pollute: `Object.defineProperty(process, 'stdout', { value: { write: () => 'patched' }, configurable: true });`,
    noticed: `process.stdout.write('') === 'patched'`,
  },
  {
    title: 'listens to standard output',
    pollute: `process.stdout.on('polluted', () => {}); process.stdout.setMaxListeners(99);`,
    noticed: `process.stdout.listenerCount('polluted') > 0 || process.stdout.getMaxListeners() === 99`,
  },
  {
    title: 'listens to standard input',
    pollute: `process.stdin.on('polluted', () => {});`,
    noticed: `process.stdin.listenerCount('polluted') > 0`,
  },
  {
    title: 'replaces methods of console',
    pollute: `console.log = () => 'patched'; console.error = () => 'patched'; delete console.table; console.added = 1;`,
    noticed: `console.log('') === 'patched' || console.error('') === 'patched' || !('table' in console) || 'added' in console`,
  },
  {
    title: 'replaces console',
    pollute: `globalThis.console = { log: () => 'patched' };`,
    noticed: `console.log('') === 'patched' || !('error' in console)`,
  },
  {
    title: 'counts on the console',
    pollute: `console.count('polluted');`,
    noticed: `${printed(`console.count('polluted')`)} !== 'polluted: 1\\n'`,
  },
  ...(showsIndentation
    ? [
        {
          title: 'indents the console',
          pollute: `console.group();`,
          noticed: `${printed(`console.log('here')`)} !== 'here\\n'`,
        },
      ]
    : []),
  {
    title: 'sets the flags for warnings',
    pollute: `process.noDeprecation = true; process.throwDeprecation = true; process.traceDeprecation = true;`,
    noticed: `process.noDeprecation === true || process.throwDeprecation === true || process.traceDeprecation === true`,
  },
  {
    title: 'switches source maps on',
    pollute: `process.setSourceMapsEnabled(true);`,
    noticed: `process.sourceMapsEnabled === true`,
  },
];

/** An expression: what is closed takes its time to be gone. */
function lasting(condition: string): string {
  return `await (async () => {
    for (let i = 0; i < 50 && ${condition}; i++) await new Promise((fulfil) => setTimeout(fulfil, 10));
    return ${condition};
  })()`;
}

const work: readonly Polluter[] = [
  {
    title: 'leaves timers pending',
    pollute: `setTimeout(() => { globalThis.fired = 1; }, 0); setInterval(() => { globalThis.fired = 1; }, 0); setImmediate(() => { globalThis.fired = 1; });`,
    noticed: `await new Promise((fulfil) => setTimeout(fulfil, 5)) ?? 'fired' in globalThis`,
  },
  {
    title: 'leaves timers of node:timers pending',
    imports: `import { setTimeout as later } from 'node:timers'; import { setTimeout as wait, setInterval as every } from 'node:timers/promises';`,
    pollute: `later(() => { globalThis.firedLater = 1; }, 0); void wait(1).then(() => { globalThis.firedLater = 1; }); void (async () => { for await (const _ of every(1)) globalThis.firedLater = 1; })();`,
    noticed: `await new Promise((fulfil) => setTimeout(fulfil, 5)) ?? 'firedLater' in globalThis`,
  },
  {
    title: 'leaves a timer that does not hold the process',
    pollute: `setTimeout(() => { globalThis.unheld = 1; }, 1).unref();`,
    noticed: `await new Promise((fulfil) => setTimeout(fulfil, 5)) ?? 'unheld' in globalThis`,
  },
  {
    title: 'leaves a server listening',
    imports: `import net from 'node:net';`,
    pollute: `await new Promise((fulfil) => net.createServer().listen(0, '127.0.0.1', function () { process.env.POLLUTED_PORT = ''; globalThis[Symbol.for('port')] = this.address().port; fulfil(); }));`,
    noticed: lasting(`process.getActiveResourcesInfo().some((name) => name.includes('Server'))`),
  },
  {
    title: 'leaves a child process and a thread',
    imports: `import { spawn } from 'node:child_process'; import { Worker } from 'node:worker_threads';`,
    pollute: `spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }); new Worker('setInterval(() => {}, 1000)', { eval: true });`,
    noticed: lasting(
      'process.getActiveResourcesInfo().some((name) => /Process|Worker|MessagePort/.test(name))',
    ),
  },
  {
    title: 'fills a promise of the next file with its own rejection',
    pollute: `process.env.LATE = '1'; void new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 1));`,
    noticed: `await new Promise((fulfil) => setTimeout(fulfil, 5)) ?? 'LATE' in process.env`,
  },
];

export const polluters: readonly Polluter[] = [
  ...ownModules,
  ...packages,
  ...nodeModules,
  ...globals,
  ...builtins,
  ...ofProcess,
  ...work,
];
