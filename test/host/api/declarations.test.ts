import { expect, suite, test } from 'ztest';
import type { TestFunctions } from '../../../test-host/api/test-api.ts';
import { declareTests, runDeclared } from '../runner/run-declared.ts';

/** What declaring throws: `code: message | hint`. */
function refusal(declare: (api: TestFunctions) => void): string {
  try {
    declareTests(declare);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('hint' in error)) throw error;
    return `${String(error.code)}: ${error.message} | ${String(error.hint)}`;
  }
  return 'nothing';
}

/** The API without its types, as JavaScript sees it. */
function untyped(fn: unknown): (...args: unknown[]) => void {
  if (typeof fn !== 'function') throw new Error('not a function');
  return (...args) => Reflect.apply(fn, undefined, args);
}

suite('a test', () => {
  test('takes options before and behind its function, and a timeout last', () => {
    const { root } = declareTests(({ test: declare }) => {
      declare('before', { timeout: '2s', tags: ['db'] }, () => {});
      declare('behind', () => {}, { timeout: '1m' });
      declare('number', () => {}, 50);
      declare('both', { retry: 1 }, () => {}, 70);
    });
    expect(root.children.map((child) => child.options.timeout)).toEqual([2000, 60_000, 50, 70]);
    expect(root.children[0]?.options.tags).toEqual(['db']);
    expect(root.children[3]?.options.retry).toEqual({ count: 1, delay: 0 });
  });

  test('may be called after a number, a function or a class', () => {
    const { root } = declareTests(({ test: declare }) => {
      declare(5, () => {});
      declare(class Cart {}, () => {});
      declare(
        function total() {},
        () => {},
      );
    });
    expect(root.children.map((child) => child.title)).toEqual(['5', 'Cart', 'total']);
  });

  test('is a todo without a function', async () => {
    const run = await runDeclared(({ test: declare }) => {
      declare('later');
      declare.todo('also later');
    });
    expect(run.lines).toEqual(['later skipped todo', 'also later skipped todo']);
    expect(run.result.todo).toBe(2);
  });

  test('is refused when its function is undefined', () => {
    expect(refusal(({ test: declare }) => untyped(declare)('x', undefined))).toBe(
      'ZT1305: The test "x" has no function. | Pass a function, or write test.todo(title) for a test that is still to be written.',
    );
  });

  test('is refused when something else stands where its function should', () => {
    expect(refusal(({ test: declare }) => untyped(declare)('x', 'oops'))).toContain(
      'ZT1305: The test "x" is given "oops" where its function should be.',
    );
  });

  test('is refused with an unknown option, and told the one that was meant', () => {
    expect(refusal(({ test: declare }) => untyped(declare)('x', { timout: 5 }, () => {}))).toBe(
      'ZT1306: The test "x" has the unknown option "timout". | Did you mean "timeout"?',
    );
  });

  test.each([
    [{ timeout: 'soon' }, 'ZT1307: The test "x": the option "timeout" must be milliseconds'],
    [{ retry: -1 }, 'ZT1307: The test "x": the option "retry" must be a whole number'],
    [{ retry: { count: 1, delai: 5 } }, 'Did you mean "delay"?'],
    [{ tags: [5] }, 'ZT1307: The test "x": the option "tags" must be a name or a list of names'],
    [{ when: { node: 'new' } }, 'the range of Node versions "new" cannot be read'],
    [{ when: { nod: '22' } }, 'Did you mean "node"?'],
    [{ mode: 'parallel' }, 'the option "mode" must be "concurrent" or "sequential"'],
  ])('is refused with the options %j', (options, message) => {
    expect(refusal(({ test: declare }) => untyped(declare)('x', options, () => {}))).toContain(
      message,
    );
  });

  test('is refused without a title', () => {
    expect(
      refusal(({ test: declare }) =>
        untyped(declare)(
          () => {},
          () => {},
        ),
      ),
    ).toContain('ZT1304');
    expect(refusal(({ test: declare }) => untyped(declare)())).toContain('ZT1304');
  });
});

suite('modifiers', () => {
  test('chain in any order', async () => {
    const run = await runDeclared(({ test: declare }) => {
      declare.concurrent.only('a', () => {});
      declare.only.concurrent('b', () => {});
      declare.only.each([1, 2])('row %i', () => {});
      declare.skip.concurrent.fails('c', () => {});
      declare('d', () => {});
    });
    expect(run.lines.toSorted()).toEqual([
      'a passed',
      'b passed',
      'c skipped skip',
      'd skipped only',
      'row 1 passed',
      'row 2 passed',
    ]);
  });

  test('depend on a condition with skipIf and runIf', async () => {
    const run = await runDeclared(({ test: declare, suite: declareSuite }) => {
      declare.skipIf(true)('a', () => {});
      declare.skipIf(0)('b', () => {});
      declare.runIf('')('c', () => {});
      declareSuite.runIf(false)('s', () => {
        declare('d', () => {});
      });
    });
    expect(run.lines).toEqual([
      'a skipped skip',
      'b passed',
      'c skipped skip',
      's > d skipped skip',
    ]);
  });

  test('can be given as options', async () => {
    const run = await runDeclared(({ test: declare }) => {
      declare('a', { skip: 'broken on CI' }, () => {});
      declare('b', { todo: true }, () => {});
      declare('c', { fails: true }, () => {
        throw new Error('as expected');
      });
    });
    expect(run.lines).toEqual([
      'a skipped skip (broken on CI)',
      'b skipped todo',
      'c passed expected-failure',
    ]);
  });
});

suite('a suite', () => {
  test('hands its options down, and the nearest one wins', () => {
    const { root } = declareTests(({ suite: declareSuite, test: declare }) => {
      declareSuite('s', { timeout: 100, tags: ['a'], locks: ['db'], retry: 2 }, () => {
        declare('inherits', () => {});
        declare('overrides', { timeout: 7, tags: ['b'] }, () => {});
      });
    });
    const suiteNode = root.children[0];
    if (suiteNode?.kind !== 'suite') throw new Error('no suite');
    const [inherits, overrides] = suiteNode.children;
    expect(inherits?.options).toMatchObject({ timeout: 100, tags: ['a'], locks: ['db'] });
    expect(overrides?.options).toMatchObject({ timeout: 7, tags: ['a', 'b'], retry: { count: 2 } });
  });

  test('must not be async', () => {
    expect(refusal(({ suite: declareSuite }) => untyped(declareSuite)('s', async () => {}))).toBe(
      'ZT1303: The callback of suite "s" returns a promise. | Declare the tests of a suite synchronously: await at the top level of the file, or in beforeAll.',
    );
  });

  test('leaves the file in order when its callback throws', () => {
    const registry = declareTests(({ suite: declareSuite, test: declare }) => {
      expect(() =>
        declareSuite('s', () => {
          throw new Error('no');
        }),
      ).toThrow('no');
      declare('after', () => {});
    });
    expect(registry.root.children.map((child) => child.title)).toEqual(['s', 'after']);
  });
});

suite('ids', () => {
  test('tell twins apart, also below suites of the same title', () => {
    const { root } = declareTests(({ suite: declareSuite, test: declare }) => {
      declare('x', () => {});
      declare('x', () => {});
      for (let i = 0; i < 2; i++) {
        declareSuite('s', () => {
          declare('y', () => {});
        });
      }
    });
    const ids = root.children.flatMap((child) =>
      child.kind === 'suite' ? [child.id, ...child.children.map((inner) => inner.id)] : [child.id],
    );
    expect(ids).toEqual([
      'a.test.ts#x',
      'a.test.ts#x~1',
      'a.test.ts#s',
      'a.test.ts#s>y',
      'a.test.ts#s~1',
      'a.test.ts#s>y~1',
    ]);
  });

  test('of the same titles are reported once, with both places', () => {
    let line = 0;
    const { problems } = declareTests(
      ({ test: declare }) => {
        declare('x', () => {});
        declare('x', () => {});
        declare('x', () => {});
      },
      () => ({ file: 'a.test.ts', line: (line += 10), column: 1 }),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      code: 'ZT1101',
      severity: 'warning',
      message: 'Two tests or suites are called "x", at a.test.ts:10 and a.test.ts:20.',
    });
  });
});

suite('declaring', () => {
  test('inside a running test fails that test', async () => {
    const run = await runDeclared(({ test: declare, beforeEach }) => {
      declare('outer', () => {
        declare('inner', () => {});
      });
      declare('hook', () => {
        beforeEach(() => {});
      });
    });
    expect(run.lines).toEqual([
      'outer failed: The test "inner" is declared inside "outer", which is running.',
      'hook failed: A beforeEach hook is declared inside "hook", which is running.',
    ]);
    expect(run.finished('outer').errors[0]?.code).toBe('ZT1301');
  });

  test('a row of a bad table fails on its own', async () => {
    const run = await runDeclared(({ test: declare }) => {
      declare.each([])('rows', () => {});
      declare('other', () => {});
    });
    expect(run.lines).toEqual(['rows failed: .each is given an empty table.', 'other passed']);
  });

  test('nothing errors the file', async () => {
    const run = await runDeclared(() => {});
    expect(run.result).toMatchObject({ outcome: 'errored', reason: 'load' });
    expect(run.result.errors[0]).toMatchObject({
      code: 'ZT1102',
      message: 'a.test.ts declares no test.',
    });
  });
});
