import { expect, mock, suite, test } from 'ztest';

interface Mailer {
  readonly from: string;
  send(to: string): Promise<boolean>;
  client: { users: { find(id: number): string } };
}

class Repository {
  protected readonly rows = new Map<number, string>();
  get size(): number {
    return this.rows.size;
  }
  load(id: number): string | undefined {
    return this.rows.get(id);
  }
}

suite('mock.of a type', () => {
  test('has mock functions wherever one looks, the same at each look', async () => {
    const mailer = mock.of<Mailer>();
    mailer.send.mockResolvedValue(true);
    expect(await mailer.send('a')).toBe(true);
    expect(mailer.send).toBe(mailer.send);
    expect(mailer.send).toHaveBeenCalledWith('a');
  });

  test('reaches into objects', () => {
    const mailer = mock.of<Mailer>();
    mailer.client.users.find.mockReturnValue('Ada');
    expect(mailer.client.users.find(1)).toBe('Ada');
    expect(mailer.client.users.find.getMockName()).toBe('client.users.find');
  });

  test('keeps the values that it is given, and watches the functions', async () => {
    const mailer = mock.of<Mailer>({ from: 'me', send: async () => true });
    expect(mailer.from).toBe('me');
    expect(await mailer.send('x')).toBe(true);
    expect(mailer.send).toHaveBeenCalledTimes(1);
  });

  test('can be awaited, printed, compared and serialised', async () => {
    const mailer = mock.of<Mailer>({ from: 'me' });
    expect(await Promise.resolve(mailer)).toBe(mailer);
    expect(JSON.stringify(mailer)).toBe('{"from":"me"}');
    // oxlint-disable-next-line typescript/no-base-to-string -- that this works is the point
    expect(String(mailer)).toBe('[object Object]');
    expect(mailer).toEqual({ from: 'me' });
    expect(Reflect.get(mailer, Symbol.iterator)).toBeUndefined();
  });
});

suite('mock.of a class', () => {
  test('has its methods, which do not run, and is an instance of it', () => {
    const repository = mock.of(Repository);
    expect(repository.load(1)).toBeUndefined();
    repository.load.mockReturnValue('row');
    expect(repository.load(1)).toBe('row');
    expect(repository.size).toBeUndefined();
    expect(repository).toBeInstanceOf(Repository);
  });

  test('refuses what the class does not have, and says what was probably meant', () => {
    const repository = mock.of(Repository);
    const read = (): unknown => Reflect.get(repository, 'lod');
    expect(read).toThrow('`lod` does not exist in Repository');
    expect(read).toThrow('Did you mean `load`?');
    expect(read).toThrow(expect.objectContaining({ code: 'ZT1505' }));
  });

  test('takes values for fields, which only the constructor knows', () => {
    const repository = mock.of(Repository, { size: 3 });
    expect(repository.size).toBe(3);
  });

  test('may be abstract', () => {
    abstract class Shape {
      abstract area(): number;
      describe(): string {
        return `area ${this.area()}`;
      }
    }
    expect(mock.of(Shape).describe()).toBeUndefined();
  });
});

suite('mock.of an instance', () => {
  test('is limited to what the instance has', () => {
    const repository = mock.of(new Repository());
    expect(repository.load(1)).toBeUndefined();
    expect(() => Reflect.get(repository, 'save')).toThrow('does not exist in Repository');
  });
});
