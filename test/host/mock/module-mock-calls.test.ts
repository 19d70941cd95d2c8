import { expect, suite, test } from 'ztest';
import {
  createModuleMockApi,
  type ModuleMocker,
  type ModuleMockRegistration,
} from '../../../test-host/mock/module-mocks.ts';

/** A loader that only writes down what it is asked for. */
function recordingLoader(): { readonly loader: ModuleMocker; readonly log: unknown[] } {
  const log: unknown[] = [];
  const note = (name: string, specifier: string, from: string): void =>
    void log.push([name, specifier, from]);
  const loader: ModuleMocker = {
    register: (mock: ModuleMockRegistration) => void log.push(mock),
    unregister: (specifier, from) => note('unregister', specifier, from),
    importActual: async (specifier, from) => note('importActual', specifier, from),
    requireActual: (specifier, from) => note('requireActual', specifier, from),
    importMock: async (specifier, from) => note('importMock', specifier, from),
    requireMock: (specifier, from) => note('requireMock', specifier, from),
    resetModules: () => void log.push('reset'),
    isolateModules: (body) => body(),
    apart: (body) => body(),
    setAutomock: () => {},
  };
  return { loader, log };
}

suite('mock.module', () => {
  test('tells the loader what to mock, as seen from the module that asks', () => {
    const { loader, log } = recordingLoader();
    const api = createModuleMockApi(loader, '/p/a.test.ts');
    const factory = (): object => ({});
    api.module('./x', factory);
    api.module('./y');
    api.doModule('ghost', factory, { virtual: true });
    api.module('./z', { manual: true });
    api.unmock('./x');
    const from = '/p/a.test.ts';
    expect(log).toEqual([
      { specifier: './x', from, kind: 'factory', factory, virtual: false },
      { specifier: './y', from, kind: 'auto', factory: undefined, virtual: false },
      { specifier: 'ghost', from, kind: 'factory', factory, virtual: true },
      { specifier: './z', from, kind: 'manual', factory: undefined, virtual: false },
      ['unregister', './x', from],
    ]);
  });

  test('refuses what is no specifier or no factory', () => {
    const api = createModuleMockApi(recordingLoader().loader, '/p/a.test.ts');
    expect(() => api.module('')).toThrow(expect.objectContaining({ code: 'ZT1510' }));
    expect(() => api.module('./x', 'exports' as never)).toThrow('is not a function');
  });
});
