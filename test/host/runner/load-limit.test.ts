import { expect, test } from 'ztest';
import { withinEnvironmentLimit } from '../../../test-host/load-limit.ts';
import type { HostSettings } from '../../../test-host/protocol.ts';

test(
  'an environment whose setup never ends is an error that says so',
  async () => {
    const settings = { timeout: 1, debug: false } as HostSettings;
    const waiting = withinEnvironmentLimit(new Promise(() => {}), 'setup', settings);
    await expect(waiting).rejects.toMatchObject({
      ztestCode: 'ZT1204',
      message: 'The setup of the test environment did not end within 10 s.',
    });
  },
  '30s',
);
