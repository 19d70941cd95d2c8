/** Joins the mock API to the modules of a file. */
import type { ModuleMocker } from '../mock/module-mocks.ts';
import type { FileModules } from './file-modules.ts';

export function moduleMockerOf(modules: FileModules): ModuleMocker {
  return {
    register: ({ specifier, from, kind, factory, virtual }) =>
      modules.mock(specifier, from, { factory, isVirtual: virtual, isManual: kind === 'manual' }),
    unregister: (specifier, from) => modules.unmock(specifier, from),
    importActual: async (specifier, from) => await modules.importActual(specifier, from),
    requireActual: (specifier, from) => modules.requireActual(specifier, from),
    importMock: async (specifier, from) => await modules.importMock(specifier, from),
    requireMock: (specifier, from) => modules.requireMock(specifier, from),
    resetModules: () => modules.resetModules(),
    isolateModules: (body) => modules.isolateModules(body),
    apart: (body) => modules.apart(body),
    setAutomock: (on) => {
      modules.automockAll = on;
    },
  };
}
