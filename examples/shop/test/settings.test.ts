import { expect, suite, test } from 'ztest';
import settingsFile from '../src/settings.json' with { type: 'json' };
import { loadSettings } from '../src/settings.ts';

suite('settings', () => {
  test('are those of the file when the environment says nothing', () => {
    expect(loadSettings({})).toStrictEqual(settingsFile);
  });

  test('come from the environment first', () => {
    const settings = loadSettings({ SHOP_NAME: 'Cup & Leaf', SHOP_RESERVATION_MINUTES: '5' });
    expect(settings).toMatchObject({ shopName: 'Cup & Leaf', reservationMinutes: 5 });
  });

  test('are read from process.env, which the next test finds as it was', () => {
    process.env['SHOP_NAME'] = 'Changed by a test';
    expect(loadSettings().shopName).toBe('Changed by a test');
    delete process.env['SHOP_NAME'];
  });

  test.each(['', '0', '-5', 'soon'])('refuse a reservation time of "%s"', (minutes) => {
    expect(() => loadSettings({ SHOP_RESERVATION_MINUTES: minutes })).toThrow(
      'SHOP_RESERVATION_MINUTES must be a number above 0',
    );
  });
});
