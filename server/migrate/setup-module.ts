/** What Jest does because its configuration says so, as a module that is loaded before each test file. */
import { literal } from './write-literal.ts';
import { recordOf } from './jest-suites.ts';

/** A `__mocks__` file that Jest uses for a package without being asked. */
export interface PackageMock {
  readonly name: string;
  /** Relative to the folder of the configuration. */
  readonly file: string;
}

/** @returns the source; `undefined`: nothing has to be done */
export function setupModule(
  settings: Readonly<Record<string, unknown>>,
  mocks: readonly PackageMock[],
): string | undefined {
  const body: string[] = [];
  const names = new Set<string>();
  for (const { name, file } of mocks) {
    names.add('mock');
    const actual = `mock.requireActual(${literal(`./${file}`)})`;
    body.push(`mock.module(${literal(name)}, () => ${actual}, { virtual: true });`);
  }
  const imports: string[] = [];
  const globals = Object.entries(recordOf(settings['globals'])).filter(
    ([name]) => !/^(?:ts-jest|babel-jest|vue-jest)$/.test(name),
  );
  if (globals.length > 0)
    body.push(`Object.assign(globalThis, ${literal(Object.fromEntries(globals))});`);
  const beforeEach = beforeEachTest(settings);
  if (beforeEach.length > 0) {
    names.add('beforeEach');
    for (const line of beforeEach) names.add(line.startsWith('jest.') ? 'jest' : 'mock');
    body.push(`beforeEach(() => {\n${beforeEach.map((line) => `  ${line}\n`).join('')}});`);
  }
  const timers = timersOf(settings);
  if (timers !== undefined) {
    names.add('jest');
    body.push(timers);
  }
  if (typeof settings['retryTimes'] === 'number') names.add('jest');
  for (const [i, serializer] of serializersOf(settings).entries()) {
    names.add('expect');
    imports.push(`import serializer${i} from ${literal(serializer)};`);
    body.push(`expect.addSnapshotSerializer(serializer${i});`);
  }
  if (body.length === 0) return undefined;
  const from = names.has('jest') ? 'ztest/jest' : 'ztest';
  const own =
    names.size === 0 ? [] : [`import { ${[...names].sort().join(', ')} } from '${from}';`];
  const heading = '// What the configuration of Jest asked for; loaded before each test file.';
  return `${[heading, ...own, ...imports, '', ...body].join('\n')}\n`;
}

/** As Jest does it: in this order, before the hooks of the tests. */
function beforeEachTest(settings: Readonly<Record<string, unknown>>): readonly string[] {
  return [
    ...(settings['resetModules'] === true ? ['jest.resetModules();'] : []),
    ...(settings['clearMocks'] === true ? ['mock.clearAll();'] : []),
    ...(settings['resetMocks'] === true ? ['mock.resetAll();'] : []),
    ...(settings['restoreMocks'] === true ? ['mock.restoreAll();'] : []),
  ];
}

function timersOf(settings: Readonly<Record<string, unknown>>): string | undefined {
  const { timers } = settings;
  if (timers === 'fake' || timers === 'modern' || timers === 'legacy')
    return 'jest.useFakeTimers();';
  const fake = recordOf(settings['fakeTimers']);
  if (fake['enableGlobally'] !== true) return undefined;
  const options = Object.fromEntries(
    Object.entries(fake).filter(([key]) => key !== 'enableGlobally' && key !== 'legacyFakeTimers'),
  );
  const given = Object.keys(options).length === 0 ? '' : literal(options);
  return `jest.useFakeTimers(${given});`;
}

function serializersOf(settings: Readonly<Record<string, unknown>>): readonly string[] {
  const { snapshotSerializers } = settings;
  if (!Array.isArray(snapshotSerializers)) return [];
  return snapshotSerializers.filter((one) => typeof one === 'string').map(fromRoot);
}

/** `<rootDir>/test/setup.js` → `./test/setup.js` */
export function fromRoot(written: string): string {
  return written.replace(/^<rootDir>\/?/, './').replaceAll('<rootDir>', '.');
}
