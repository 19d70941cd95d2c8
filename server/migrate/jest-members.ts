/** Members of the `jest` object, and what of ztest's `mock` is the same. The others stay, from `ztest/jest`. */

export interface MockEqual {
  readonly name: string;
  /** Jest's returns the `jest` object, so the call has to be a statement. */
  readonly isStatement: boolean;
}

const sameResult = (name: string): MockEqual => ({ name, isStatement: false });
const asStatement = (name: string): MockEqual => ({ name, isStatement: true });

export const MOCK_EQUALS: ReadonlyMap<string, MockEqual> = new Map([
  ['fn', sameResult('fn')],
  ['genMockFn', sameResult('fn')],
  ['genMockFunction', sameResult('fn')],
  ['spyOn', sameResult('spyOn')],
  ['replaceProperty', sameResult('replaceProperty')],
  ['isMockFunction', sameResult('isMockFunction')],
  ['mocked', sameResult('mocked')],
  ['requireActual', sameResult('requireActual')],
  ['requireMock', sameResult('requireMock')],
  ['isolateModulesAsync', sameResult('isolateModules')],
  ['clearAllMocks', asStatement('clearAll')],
  ['resetAllMocks', asStatement('resetAll')],
  ['restoreAllMocks', asStatement('restoreAll')],
  ['mock', asStatement('module')],
  ['unmock', asStatement('unmock')],
  ['deepUnmock', asStatement('unmock')],
  ['doMock', asStatement('doModule')],
  ['dontMock', asStatement('doUnmock')],
  ['unstable_mockModule', asStatement('doModule')],
  ['unstable_unmockModule', asStatement('doUnmock')],
  ['isolateModules', asStatement('isolateModules')],
]);

/** Made of what two of ours do. */
export const AUTO_MOCKS: ReadonlySet<string> = new Set([
  'createMockFromModule',
  'genMockFromModule',
]);

/** What is called something else since: old name → the name in Jest 30. */
export const RENAMED_MEMBERS: ReadonlyMap<string, string> = new Map([
  ['runTimersToTime', 'advanceTimersByTime'],
  ['resetModuleRegistry', 'resetModules'],
]);

/** What ztest's `jest` object has. */
export const JEST_MEMBERS: ReadonlySet<string> = new Set([
  ...MOCK_EQUALS.keys(),
  'createMockFromModule',
  'setMock',
  'enableAutomock',
  'disableAutomock',
  'autoMockOn',
  'autoMockOff',
  'resetModules',
  'useFakeTimers',
  'useRealTimers',
  'advanceTimersByTime',
  'advanceTimersByTimeAsync',
  'advanceTimersToNextTimer',
  'advanceTimersToNextTimerAsync',
  'advanceTimersToNextFrame',
  'runAllTimers',
  'runAllTimersAsync',
  'runOnlyPendingTimers',
  'runOnlyPendingTimersAsync',
  'runAllTicks',
  'clearAllTimers',
  'setSystemTime',
  'setTimerTickMode',
  'getTimerCount',
  'now',
  'getRealSystemTime',
  'setTimeout',
  'retryTimes',
  'getSeed',
  'isEnvironmentTornDown',
]);

/** Globals of Jest that ztest has under the same name. */
export const SAME_GLOBALS: ReadonlySet<string> = new Set([
  'afterAll',
  'afterEach',
  'beforeAll',
  'beforeEach',
  'describe',
  'expect',
  'it',
  'test',
]);

export const SHORT_GLOBALS: ReadonlyMap<string, readonly [name: string, modifier: string]> =
  new Map([
    ['xit', ['it', 'skip']],
    ['xtest', ['test', 'skip']],
    ['xdescribe', ['describe', 'skip']],
    ['fit', ['it', 'only']],
    ['fdescribe', ['describe', 'only']],
  ]);

/** Matchers that Jest had under a second name until version 29. */
export const RENAMED_MATCHERS: ReadonlyMap<string, string> = new Map([
  ['toBeCalled', 'toHaveBeenCalled'],
  ['toBeCalledTimes', 'toHaveBeenCalledTimes'],
  ['toBeCalledWith', 'toHaveBeenCalledWith'],
  ['lastCalledWith', 'toHaveBeenLastCalledWith'],
  ['nthCalledWith', 'toHaveBeenNthCalledWith'],
  ['toReturn', 'toHaveReturned'],
  ['toReturnTimes', 'toHaveReturnedTimes'],
  ['toReturnWith', 'toHaveReturnedWith'],
  ['lastReturnedWith', 'toHaveLastReturnedWith'],
  ['nthReturnedWith', 'toHaveNthReturnedWith'],
  ['toThrowError', 'toThrow'],
]);
