import { expect, mock, suite, test } from 'ztest';

class Store {
  static open(): Store {
    return new Store();
  }
  get size(): number {
    throw new Error('runs code of the class');
  }
  save(item: string): string {
    return item;
  }
}
class CachedStore extends Store {
  warm(): boolean {
    return true;
  }
}

suite('an automatic mock', () => {
  test('keeps primitives, empties arrays and mocks functions at any depth', () => {
    const actual = {
      name: 'x',
      count: 2n,
      list: [1],
      find: async () => 1,
      nested: { run: () => 1, flag: true },
    };
    const mocked = mock.auto(actual);
    expect(mocked).toMatchObject({ name: 'x', count: 2n, list: [], nested: { flag: true } });
    expect(mocked.find()).toBeUndefined();
    mocked.nested.run.mockReturnValue(7);
    expect(mocked.nested.run()).toBe(7);
    expect(actual.nested.run()).toBe(1);
  });

  test('of a class has its methods, the inherited ones and static ones', () => {
    const Mocked = mock.auto(CachedStore);
    const store = new Mocked();
    expect(store.save('a')).toBeUndefined();
    expect(store.warm()).toBeUndefined();
    expect(Mocked.open()).toBeUndefined();
    expect(Mocked.mock.instances).toHaveLength(1);
  });

  test('gives each instance mock methods of its own, which fall back to those of the prototype', () => {
    const Mocked = mock.auto(Store);
    const [one, two] = [new Mocked(), new Mocked()];
    Mocked.prototype.save.mockReturnValue('all');
    mock.mocked(one).save.mockReturnValue('one');
    expect([one.save('x'), two.save('x')]).toEqual(['one', 'all']);
    expect(Mocked.mock.instances[1]?.save).toHaveBeenCalledTimes(1);
  });

  test('survives cycles', () => {
    const actual: { self?: object; run: () => number } = { run: () => 1 };
    actual.self = actual;
    const mocked = mock.auto(actual);
    expect(mocked.self).toBe(mocked);
  });
});
