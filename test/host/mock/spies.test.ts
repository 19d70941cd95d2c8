import { frozen, formatName } from './subjects/names.ts';
import * as names from './subjects/names.ts';
import { greet } from './subjects/greeting.ts';
import { expect, mock, suite, test } from 'ztest';

suite('a spy', () => {
  test('lets the method work, and remembers its calls', () => {
    const calculator = {
      base: 10,
      add(n: number) {
        return this.base + n;
      },
    };
    const add = mock.spyOn(calculator, 'add');
    expect(calculator.add(5)).toBe(15);
    expect(add).toHaveBeenCalledWith(5);
    add.mockReturnValue(0);
    expect(calculator.add(5)).toBe(0);
    add.mockRestore();
    expect(mock.isMockFunction(Reflect.get(calculator, 'add'))).toBe(false);
  });

  test('leaves no property behind on an object that inherits the method', () => {
    class Base {
      run(): string {
        return 'real';
      }
    }
    const object = new Base();
    using spy = mock.spyOn(object, 'run').mockReturnValue('fake');
    expect(object.run()).toBe('fake');
    spy.mockRestore();
    expect(Object.hasOwn(object, 'run')).toBe(false);
    expect(object.run()).toBe('real');
  });

  test('watches getters and setters, restored in any order', () => {
    let stored = 1;
    const object = {
      get value() {
        return stored;
      },
      set value(next: number) {
        stored = next;
      },
    };
    const before = Object.getOwnPropertyDescriptor(object, 'value');
    const get = mock.spyOn(object, 'value', 'get').mockReturnValue(99);
    const set = mock.spyOn(object, 'value', 'set');
    object.value = 5;
    expect(object.value).toBe(99);
    expect(set).toHaveBeenCalledWith(5);
    get.mockRestore();
    set.mockRestore();
    expect(Object.getOwnPropertyDescriptor(object, 'value')).toEqual(before);
    expect(object.value).toBe(5);
  });

  test('stands in for a standard stream, which is read through a getter', () => {
    const { stdout } = process;
    const fake = mock.of<typeof stdout>();
    const get = mock.spyOn(process, 'stdout', 'get').mockReturnValue(fake);
    expect(process.stdout === fake).toBe(true);
    get.mockRestore();
    expect(process.stdout).toBe(stdout);
  });

  test('is the same one when the method is spied on again', () => {
    const object = { run: () => 1 };
    expect(mock.spyOn(object, 'run')).toBe(mock.spyOn(object, 'run'));
  });

  test('on an export of a module of the project is seen by every importer', () => {
    const spy = mock.spyOn(names, 'formatName').mockReturnValue('SPY');
    expect(formatName('ada')).toBe('SPY');
    expect(greet('ada')).toBe('Hello, SPY');
    spy.mockRestore();
    expect(greet('ada')).toBe('Hello, Ada');
  });

  test('takes the place of a class with its static members', () => {
    const before = Date.now();
    mock.spyOn(globalThis, 'Date');
    expect(new Date()).toBeInstanceOf(Date);
    expect(Date.now()).toBeGreaterThanOrEqual(before);
    expect(Date).toHaveBeenCalledTimes(1);
  });
});

suite('what cannot be spied on is refused', () => {
  const refused = (action: () => unknown): unknown => {
    try {
      return action();
    } catch (error) {
      const { code, message, hint } = error as { code?: string; message: string; hint?: string }; // one of ours
      return { code, message, hint };
    }
  };

  test('a name that does not exist, with the one that was probably meant', () => {
    const object: Record<string, () => void> = { start: () => {} };
    expect(refused(() => mock.spyOn(object, 'strt'))).toMatchObject({
      code: 'ZT1502',
      message: 'Property `strt` does not exist in the provided object. Did you mean `start`?',
    });
  });

  test('a property of a frozen object', () => {
    expect(refused(() => mock.spyOn(frozen, 'run'))).toMatchObject({ code: 'ZT1504' });
  });
});
