/** The {@link Mocker} of the test file that is loaded, made when the file first mocks something. */
import { currentFileScope, fileSlot } from '../api/scope.ts';
import type { Realm } from './mock-memory.ts';
import { Mocker } from './mocker.ts';

const mockerKey = Symbol('mocker');
const settingsKey = Symbol('mock settings');

interface MockSettings {
  /** Put spies, replaced properties and clocks back after each test. */
  readonly restore: boolean;
  /** What hints call the API. Default `mock`. */
  readonly apiName?: 'mock' | 'jest';
  /** Whose functions mocks are. Default: the host's own. */
  readonly realm?: Realm;
}

export function fileMocker(): Mocker {
  return fileSlot(mockerKey, (file) => {
    const settings = fileSlot<MockSettings>(settingsKey, () => ({ restore: true }));
    return new Mocker({
      file,
      restoreAfterTests: settings.restore,
      apiName: settings.apiName ?? 'mock',
      ...(settings.realm !== undefined && { realm: settings.realm }),
    });
  });
}

/** For the runner, before a file is loaded; without it mocks are restored after each test. */
export function setMockSettings(settings: MockSettings): void {
  currentFileScope()?.slots.set(settingsKey, settings);
}

/** What hints call the API in the file that is loaded. */
export function nameMockApi(apiName: 'mock' | 'jest'): void {
  const settings = fileSlot<MockSettings>(settingsKey, () => ({ restore: true }));
  setMockSettings({ ...settings, apiName });
}

/** What a file mocks stays until the file puts it back, as with Vitest. */
export function leaveMocksAlone(): void {
  const settings = fileSlot<MockSettings>(settingsKey, () => ({ restore: true }));
  setMockSettings({ ...settings, restore: false });
}

/** For the runner, at the start of a suite: what {@link leaveMockScope} goes back to. */
export function enterMockScope(): number {
  return currentMocker()?.mark() ?? 0;
}

/** For the runner, after the suite's last `afterAll`: puts back what the suite has spied on, replaced or faked. */
export function leaveMockScope(mark: number): void {
  currentMocker()?.restoreSince(mark);
}

/** Undefined as long as the file has mocked nothing. */
function currentMocker(): Mocker | undefined {
  const mocker = currentFileScope()?.slots.get(mockerKey);
  return mocker instanceof Mocker ? mocker : undefined;
}
