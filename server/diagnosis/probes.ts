/**
 * Set-up files that change the world of a test: another clock, other random numbers, an empty temporary folder, slow timers, no
 * network, taken ports.
 */

export interface Probe {
  readonly name: string;
  /** As the end of the sentence "it fails …". */
  readonly when: string;
  /** Text of an ES module that is loaded before the test file. */
  readonly source: string;
}

interface Moment {
  readonly instant?: string;
  readonly zone?: string;
}

/** All days of the week, ends of months and years, all parts of a day, the end of 32 bits, changes of clocks, far zones. */
const MOMENTS: readonly Moment[] = [
  { instant: '2024-02-29T12:00:00Z' },
  { instant: '2025-12-31T23:59:58Z' },
  { instant: '2026-01-01T00:00:02Z' },
  { instant: '2026-03-31T06:30:00Z' },
  { instant: '2026-06-01T17:45:00Z' },
  { instant: '2026-07-31T09:00:00Z' },
  { instant: '2026-08-02T21:15:00Z' },
  { instant: '2038-01-20T03:00:00Z' },
  { instant: '2026-03-28T14:00:00Z', zone: 'Europe/Berlin' },
  { instant: '2026-03-29T00:30:00Z', zone: 'Europe/Berlin' },
  { instant: '2026-10-25T00:30:00Z', zone: 'Europe/Berlin' },
  { instant: '2026-03-08T06:30:00Z', zone: 'America/New_York' },
  { zone: 'America/Los_Angeles' },
  { zone: 'Asia/Kathmandu' },
  { zone: 'Pacific/Kiritimati' },
];

/** @param now source of the time in milliseconds, which may ask `RealDate` */
function withDate(now: string): string {
  return `const RealDate = Date;
const now = () => ${now};
globalThis.Date = new Proxy(RealDate, {
  construct: (date, args, as) => Reflect.construct(date, args.length === 0 ? [now()] : args, as),
  apply: () => new RealDate(now()).toString(),
  get: (date, key) => (key === 'now' ? now : Reflect.get(date, key)),
});
`;
}

export const CLOCKS: readonly Probe[] = MOMENTS.map(({ instant, zone }) => ({
  name: 'clock',
  when: [
    'when',
    ...(instant === undefined ? [] : [`it is ${instant}`]),
    ...(zone === undefined
      ? []
      : [instant === undefined ? `the time zone is ${zone}` : `in ${zone}`]),
  ].join(' '),
  source: [
    zone === undefined ? '' : `process.env.TZ = '${zone}';\n`,
    instant === undefined
      ? ''
      : withDate(`RealDate.now() + offset`).replace(
          'const now',
          `const offset = RealDate.parse('${instant}') - RealDate.now();\nconst now`,
        ),
  ].join(''),
}));

/** Milliseconds that end in each digit, seconds of three minutes. */
export const STOPPED_CLOCKS: readonly Probe[] = Array.from({ length: 10 }, (_, at) => {
  const instant = new Date(Date.UTC(2026, 5, 2, 10, 0, 0) + at * 18_237).toISOString();
  return {
    name: 'stopped clock',
    when: `when the clock stands still at ${instant}`,
    source: withDate(`RealDate.parse('${instant}')`),
  };
});

/** All that gives random numbers, as one sequence that a seed decides. */
export const RANDOMS: readonly Probe[] = Array.from({ length: 8 }, (_, at) => ({
  name: 'random',
  when: `with the random numbers of seed ${at + 1}`,
  source: `import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
let state = ${at + 1} * 0x9e3779b9;
const next = () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const fill = (view, start = 0, end = start + view.byteLength) => {
  const bytes = new Uint8Array(view.buffer ?? view, view.byteOffset ?? 0, view.byteLength);
  for (let at = start; at < end && at < bytes.length; at++) bytes[at] = next() * 256;
  return view;
};
const answer = (value, callback) => (callback === undefined ? value : void process.nextTick(callback, null, value));
const uuid = () => {
  const bytes = fill(Buffer.alloc(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};
Math.random = next;
Object.assign(crypto, {
  randomBytes: (size, callback) => answer(fill(Buffer.alloc(size)), callback),
  randomInt: (...args) => {
    const callback = typeof args.at(-1) === 'function' ? args.pop() : undefined;
    const [min, max] = args.length === 1 ? [0, args[0]] : args;
    return answer(min + Math.floor(next() * (max - min)), callback);
  },
  randomUUID: uuid,
  randomFillSync: (view, offset, size) => fill(view, offset, size === undefined ? undefined : (offset ?? 0) + size),
});
syncBuiltinESMExports();
const web = Object.getPrototypeOf(globalThis.crypto);
Object.defineProperties(web, {
  randomUUID: { configurable: true, writable: true, value: uuid },
  getRandomValues: { configurable: true, writable: true, value: (view) => fill(view) },
});
`,
}));

/** @param folder that is empty, and another for each run */
export function inFolder(folder: string): string {
  const text = JSON.stringify(folder);
  return `for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = ${text};\n`;
}

/** More than two thirds of a limit are near to it. */
export const SLOW_TIMERS: Probe = {
  name: 'slow timers',
  when: 'when timers take half as long again',
  source: `import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import promises from 'node:timers/promises';
const slower = (ms) => (typeof ms === 'number' ? ms * 1.5 : ms);
const { setTimeout: start } = globalThis;
const { setTimeout: wait } = promises;
const { promisify } = await import('node:util');
const slow = Object.assign((run, ms, ...args) => start(run, slower(ms), ...args), start);
slow[promisify.custom] = promises.setTimeout = (ms, ...args) => wait(slower(ms), ...args);
globalThis.setTimeout = timers.setTimeout = slow;
syncBuiltinESMExports();
`,
};

/** What goes to this machine is let through. */
export const OFFLINE: Probe = {
  name: 'network',
  when: 'when nobody outside its process answers',
  source: `import { ChildProcess } from 'node:child_process';
import dns from 'node:dns';
import net from 'node:net';
const isLocal = (host) => host === undefined || /^(localhost|127\\.|::1$|0\\.0\\.0\\.0$|::$)/.test(host);
const refuse = (host) => Object.assign(new Error('ztest diagnose: no network, but it asks for ' + host), { code: 'ENOTFOUND' });
let hasChildren = false; // their servers are the test's own
const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function (...args) {
  hasChildren = true;
  return Reflect.apply(spawn, this, args);
};
const own = new Set();
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (...args) {
  this.once('listening', () => own.add(this.address()?.port));
  return Reflect.apply(listen, this, args);
};
const isOwn = (port) => hasChildren || own.has(Number(port));
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof first === 'object' && first !== null ? first.host : typeof second === 'string' ? second : undefined;
  const port = typeof first === 'object' && first !== null ? first.port : first;
  const isPath = typeof first === 'object' ? first?.path !== undefined : Number.isNaN(Number(first));
  if (isPath || (isLocal(host) && isOwn(port))) return Reflect.apply(connect, this, args);
  process.nextTick(() => this.destroy(refuse((host ?? 'localhost') + ':' + port)));
  return this;
};
const { lookup } = dns;
dns.lookup = (host, ...rest) => {
  if (isLocal(host)) return lookup(host, ...rest);
  process.nextTick(rest.at(-1), refuse(host));
};
const { fetch } = globalThis;
globalThis.fetch = async (input, init) => {
  const { hostname, host, port, protocol } = new URL(typeof input === 'object' && 'url' in input ? input.url : String(input));
  const isAsked = protocol === 'http:' || protocol === 'https:';
  if (isAsked && !(isLocal(hostname) && isOwn(port))) throw refuse(host);
  return await fetch(input, init);
};
`,
};

export const TAKEN_PORTS: Probe = {
  name: 'port',
  when: 'when the port that it listens on is taken',
  source: `import net from 'node:net';
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (...args) {
  const [first] = args;
  const port = Number(typeof first === 'object' && first !== null ? first.port : first);
  if (!(port > 0)) return Reflect.apply(listen, this, args);
  const error = Object.assign(new Error('ztest diagnose: port ' + port + ' is taken'), { code: 'EADDRINUSE', port });
  process.nextTick(() => this.emit('error', error));
  return this;
};
`,
};
