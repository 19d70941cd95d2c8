import { expect, mock, suite, test } from 'ztest';

suite('a mock function', () => {
  test('returns undefined and remembers each call', () => {
    const fn = mock.fn();
    const context = { fn };
    fn(1, 'a');
    context.fn();
    expect(fn.mock.calls).toEqual([[1, 'a'], []]);
    expect(fn.mock.contexts).toEqual([undefined, context]);
    expect(fn.mock.results).toEqual([
      { type: 'return', value: undefined },
      { type: 'return', value: undefined },
    ]);
    expect(fn.mock.lastCall).toEqual([]);
  });

  test('numbers its calls together with those of the other mock functions', () => {
    const first = mock.fn();
    const second = mock.fn();
    first();
    second();
    first();
    const [one = 0, three] = first.mock.invocationCallOrder;
    expect(second.mock.invocationCallOrder).toEqual([one + 1]);
    expect(three).toBe(one + 2);
  });

  test('does what it was told for one call before what it was told for all', () => {
    const fn = mock.fn(() => 'real').mockReturnValueOnce('first');
    fn.mockImplementationOnce(() => 'second');
    expect([fn(), fn(), fn()]).toEqual(['first', 'second', 'real']);
  });

  test('records what it throws', () => {
    const fn = mock.fn(() => {
      throw new Error('no');
    });
    expect(() => fn()).toThrow('no');
    expect(fn.mock.results).toMatchObject([{ type: 'throw', value: { message: 'no' } }]);
  });

  test('resolves and rejects', async () => {
    const fn = mock
      .fn<(id: number) => Promise<string>>()
      .mockResolvedValue('value')
      .mockRejectedValueOnce(new Error('once'));
    await expect(fn(1)).rejects.toThrow('once');
    await expect(fn(2)).resolves.toBe('value');
  });

  test('answers by its arguments', () => {
    const fn = mock.fn<(key: string) => number>().mockReturnValue(0);
    fn.whenCalledWith('a').mockReturnValueOnce(1).mockReturnValue(2);
    fn.whenCalledWith(expect.stringContaining('b')).mockReturnValue(3);
    expect([fn('a'), fn('a'), fn('abc'), fn('z')]).toEqual([1, 2, 3, 0]);
  });

  test('has the number of parameters of its implementation', () => {
    expect(mock.fn((_a: number, _b: number) => 0)).toHaveLength(2);
    expect(mock.fn()).toHaveLength(0);
  });

  test('gets its implementation back when what ran in its place throws', async () => {
    const fn = mock.fn(() => 'real');
    const failing = (): never => {
      throw new Error('body');
    };
    expect(() => fn.withImplementation(() => 'other', failing)).toThrow('body');
    expect(fn()).toBe('real');
    await expect(
      fn.withImplementation(
        () => 'other',
        async () => failing(),
      ),
    ).rejects.toThrow('body');
    expect(fn()).toBe('real');
  });

  test('forgets calls when cleared, and what it was told when reset', () => {
    const fn = mock.fn(() => 1);
    fn();
    fn.mockClear();
    expect(fn).not.toHaveBeenCalled();
    expect(fn()).toBe(1);
    mock.resetAll();
    expect(fn).not.toHaveBeenCalled();
    expect(fn()).toBeUndefined();
  });

  test('is itself after bind, call and apply, which are only ways to call it', () => {
    const fn = mock.fn();
    const bound = fn.bind({ name: 'context' }, 1);
    bound(2);
    expect(fn).toHaveBeenCalledWith(1, 2);
    expect(mock.isMockFunction(fn)).toBe(true);
    expect(mock.isMockFunction(bound)).toBe(false);
  });
});

suite('a mock function called with new', () => {
  test('makes an instance and remembers it', () => {
    const Fn = mock.fn();
    const instance = new Fn(1);
    expect(instance).toBeInstanceOf(Fn);
    expect(Fn.mock.instances).toEqual([instance]);
  });

  test('constructs the class that it stands for, subclasses too', () => {
    class Animal {
      readonly name: string;
      constructor(name: string) {
        this.name = name;
      }
      greet(): string {
        return `I am ${this.name}`;
      }
    }
    const zoo = { Animal };
    const spy = mock.spyOn(zoo, 'Animal');
    const cat = new zoo.Animal('Tom');
    expect(cat.greet()).toBe('I am Tom');
    expect(cat).toBeInstanceOf(Animal);
    expect(spy.mock.calls).toEqual([['Tom']]);
    expect(spy.mock.instances[0]).toBe(cat);

    class Dog extends zoo.Animal {}
    expect(new Dog('Rex').greet()).toBe('I am Rex');
    expect(new Dog('Rex')).toBeInstanceOf(Dog);
  });

  test('returns the object that its implementation returns', () => {
    const fake = { close: mock.fn() };
    const Client = mock.fn((_url: string) => fake);
    expect(new Client('x')).toBe(fake);
  });
});
