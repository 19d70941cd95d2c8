import { limit } from './subjects/greeting.ts';
import * as names from './subjects/names.ts';
import { expect, mock, suite, test } from 'ztest';

suite('a replaced property', () => {
  test('has the new value until it is restored', () => {
    const config: { retries: number } = { retries: 3 };
    const replaced = mock.replaceProperty(config, 'retries', 0);
    expect(config.retries).toBe(0);
    replaced.replaceValue(1);
    expect(config.retries).toBe(1);
    replaced.restore();
    expect(config.retries).toBe(3);
  });

  test('is deleted again where it was inherited', () => {
    const child: { value: string } = Object.create({ value: 'parent' });
    {
      using _replaced = mock.replaceProperty(child, 'value', 'child');
      expect(child.value).toBe('child');
    }
    expect(Object.hasOwn(child, 'value')).toBe(false);
    expect(child.value).toBe('parent');
  });

  test('may be a constant that a module exports', () => {
    const exports: { LIMIT: number } = names;
    const replaced = mock.replaceProperty(exports, 'LIMIT', 99);
    expect(limit()).toBe(99);
    replaced.restore();
    expect(limit()).toBe(3);
  });

  test('may be an environment variable', () => {
    process.env['MOCK_TEST'] = 'real';
    const replaced = mock.replaceProperty(process.env, 'MOCK_TEST', 'fake');
    expect(process.env['MOCK_TEST']).toBe('fake');
    replaced.restore();
    expect(process.env['MOCK_TEST']).toBe('real');
    delete process.env['MOCK_TEST'];
  });

  test('cannot be a method or an accessor: spyOn is for those', () => {
    const object = {
      run: () => 1,
      get value() {
        return 1;
      },
    };
    expect(() => mock.replaceProperty(object, 'run', () => 2)).toThrow(
      "Use `mock.spyOn(object, 'run')` instead",
    );
    expect(() => mock.replaceProperty(object, 'value', 2)).toThrow(
      "Use `mock.spyOn(object, 'value', 'get')",
    );
  });
});
