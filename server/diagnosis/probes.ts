/** Set-up files that change the world of a test: another clock, other random numbers, no network, taken ports. */

export interface Probe {
  readonly name: string;
  /** As the end of the sentence "it fails …". */
  readonly when: string;
  /** Text of an ES module that is loaded before the test file. */
  readonly source: string;
}

/** In UTC. Ends of days, weeks, months and years, both halves of a day, another year. */
const INSTANTS = [
  '2024-02-29T12:00:00Z',
  '2025-12-31T23:59:58Z',
  '2026-01-01T00:00:02Z',
  '2026-03-29T01:59:58Z',
  '2026-07-31T09:00:00Z',
  '2026-08-01T15:00:00Z',
  '2026-10-10T20:00:00Z',
  '2030-05-15T03:00:00Z',
];

export const CLOCKS: readonly Probe[] = INSTANTS.map((instant) => ({
  name: 'clock',
  when: `when it is ${instant}`,
  source: `const RealDate = Date;
const offset = RealDate.parse('${instant}') - RealDate.now();
const now = () => RealDate.now() + offset;
globalThis.Date = new Proxy(RealDate, {
  construct: (date, args, as) => Reflect.construct(date, args.length === 0 ? [now()] : args, as),
  apply: () => new RealDate(now()).toString(),
  get: (date, key) => (key === 'now' ? now : Reflect.get(date, key)),
});
`,
}));

export const RANDOMS: readonly Probe[] = [0, 0.25, 0.5, 0.75, 0.999].map((value) => ({
  name: 'random',
  when: `when Math.random() gives ${value}`,
  source: `Math.random = () => ${value};\n`,
}));

/** What goes to this machine is let through. */
export const OFFLINE: Probe = {
  name: 'network',
  when: 'without network',
  source: `import dns from 'node:dns';
import net from 'node:net';
const isLocal = (host) => host === undefined || /^(localhost|127\\.|::1$|0\\.0\\.0\\.0$|::$)/.test(host);
const refuse = (host) => Object.assign(new Error('ztest diagnose: no network, but it asks for ' + host), { code: 'ENOTFOUND' });
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof first === 'object' && first !== null ? first.host : typeof second === 'string' ? second : undefined;
  if (isLocal(host) || (typeof first === 'object' && first?.path !== undefined)) return Reflect.apply(connect, this, args);
  process.nextTick(() => this.destroy(refuse(host)));
  return this;
};
const { lookup } = dns;
dns.lookup = (host, ...rest) => {
  if (isLocal(host)) return lookup(host, ...rest);
  process.nextTick(rest.at(-1), refuse(host));
};
const { fetch } = globalThis;
globalThis.fetch = async (input, init) => {
  const { hostname } = new URL(typeof input === 'object' && 'url' in input ? input.url : String(input));
  if (!isLocal(hostname)) throw refuse(hostname);
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
