import { expect, suite, test } from 'ztest';
import type { TestFunctions } from '../../../test-host/api/test-api.ts';
import type { TestSelection } from '../../../test-host/protocol.ts';
import { parseTags, unknownTags } from '../../../test-host/runner/tags.ts';
import { matchesTags } from '../../../titles/tag-expression.ts';
import { runDeclared } from './run-declared.ts';

const declareShop = ({ test: declare, suite: declareSuite }: TestFunctions): void => {
  declareSuite('cart', { tags: ['shop'] }, () => {
    declare('is empty', () => {});
    declare('stores', { tags: ['db'] }, () => {});
    declareSuite('total', () => {
      declare('is a sum', { tags: ['db-slow'] }, () => {});
    });
  });
  declare('starts', () => {});
};

/** The tests that ran, when each declaration begins ten lines below the last. */
async function ran(selection: TestSelection, declare = declareShop): Promise<readonly string[]> {
  let line = 0;
  const locate = () => ({ file: 'a.test.ts', line: (line += 10), column: 1 });
  const { lines } = await runDeclared(declare, { selection, locate });
  return lines.map((text) => text.replace(/ passed$/, ''));
}

suite('a run', () => {
  test('selects tests by id, and suites with all that they hold', async () => {
    expect(await ran({ ids: ['a.test.ts#cart>stores', 'a.test.ts#starts'] })).toEqual([
      'cart > stores',
      'starts',
    ]);
    expect(await ran({ ids: ['a.test.ts#cart>total'] })).toEqual(['cart > total > is a sum']);
  });

  test('selects by the titles joined with spaces', async () => {
    expect(await ran({ titlePattern: { source: '^cart total', flags: '' } })).toEqual([
      'cart > total > is a sum',
    ]);
    expect(await ran({ titlePattern: { source: 'IS', flags: 'ig' } })).toEqual([
      'cart > is empty',
      'cart > total > is a sum',
    ]);
  });

  test('selects by line what began last before it', async () => {
    // cart 10, is empty 20, stores 30, total 40, is a sum 50, starts 60
    expect(await ran({ lines: [35] })).toEqual(['cart > stores']);
    expect(await ran({ lines: [40] })).toEqual(['cart > total > is a sum']);
    expect(await ran({ lines: [12, 99] })).toEqual([
      'cart > is empty',
      'cart > stores',
      'cart > total > is a sum',
      'starts',
    ]);
    expect(await ran({ lines: [5] })).toEqual([]);
  });

  test('selects by tags, those of suites too', async () => {
    expect(await ran({ tags: 'shop && !db' })).toEqual([
      'cart > is empty',
      'cart > total > is a sum',
    ]);
    expect(await ran({ tags: 'db*' })).toEqual(['cart > stores', 'cart > total > is a sum']);
  });

  test('takes only what fits all parts of the selection', async () => {
    expect(
      await ran({ tags: 'shop', titlePattern: { source: 'e', flags: '' }, lines: [20, 30] }),
    ).toEqual(['cart > is empty', 'cart > stores']);
  });

  test('reports nothing for the rest, and marks it in the tree', async () => {
    const { events, result } = await runDeclared(declareShop, {
      selection: { ids: ['a.test.ts#starts'] },
    });
    const nodes = events.flatMap((event) => (event.type === 'file-collected' ? event.nodes : []));
    expect(nodes.filter((node) => node.isFiltered === undefined).map((node) => node.title)).toEqual(
      ['starts'],
    );
    expect(result.tests).toEqual({ passed: 1, failed: 0, skipped: 0, errored: 0 });
  });

  test('runs a test that was pointed at although another has only', async () => {
    const declare = ({ test: declareTest }: TestFunctions): void => {
      declareTest.only('focused', () => {});
      declareTest('other', () => {});
    };
    expect(await ran({ ids: ['a.test.ts#other'] }, declare)).toEqual(['other']);
    expect(await ran({ titlePattern: { source: 'other', flags: '' } }, declare)).toEqual([
      'other skipped only',
    ]);
  });

  test('runs the hooks of a suite only when it selects a test of it', async () => {
    const calls: string[] = [];
    await runDeclared(
      (api) => {
        for (const name of ['a', 'b']) {
          api.suite(name, () => {
            api.beforeAll(() => void calls.push(name));
            api.test('t', () => {});
          });
        }
      },
      { selection: { ids: ['a.test.ts#b>t'] } },
    );
    expect(calls).toEqual(['b']);
  });

  test('fails the file when the tag expression cannot be read', async () => {
    const { result } = await runDeclared(declareShop, { selection: { tags: 'a && (b' } });
    expect(result).toMatchObject({
      outcome: 'failed',
      errors: [
        {
          code: 'ZT1334',
          message: 'The tag expression "a && (b" cannot be read: a ) is missing at character 8.',
        },
      ],
    });
  });
});

suite('only', () => {
  test('on a suite covers its tests, unless one of its own is marked', async () => {
    const lines = await ran({}, ({ test: declare, suite: declareSuite }) => {
      declareSuite.only('whole', () => {
        declare('a', () => {});
        declare.skip('b', () => {});
      });
      declareSuite.only('narrowed', () => {
        declare.only('c', () => {});
        declare('d', () => {});
      });
      declareSuite.skip('skipped', () => {
        declare.only('e', () => {});
      });
      declare.todo('f');
      declare('g', () => {});
    });
    expect(lines).toEqual([
      'whole > a',
      'whole > b skipped skip',
      'narrowed > c',
      'narrowed > d skipped only',
      'skipped > e skipped skip',
      'f skipped todo',
      'g skipped only',
    ]);
  });

  test('inside a skipped suite does not take the others away', async () => {
    const lines = await ran({}, ({ test: declare, suite: declareSuite }) => {
      declareSuite.skip('s', () => declare.only('a', () => {}));
      declare('b', () => {});
    });
    expect(lines).toEqual(['s > a skipped skip', 'b']);
  });
});

suite('tag expressions', () => {
  test.each([
    ['a', ['a'], true],
    ['!a', ['a'], false],
    ['a || b && c', ['a'], true],
    ['(a || b) && c', ['a'], false],
    ['a && !(b || c)', ['a', 'd'], true],
    ['!!a', ['a'], true],
    ['team/*', ['team/shop'], true],
    ['*', [], false],
    ['a.b', ['axb'], false],
  ])('%s of %j is %s', (expression, tags, expected) => {
    expect(matchesTags(parseTags(expression), tags)).toBe(expected);
  });

  test.each(['', 'a &&', '&& a', 'a b', '(a', 'a)', 'a & b', '!'])('cannot be %p', (expression) => {
    expect(() => parseTags(expression)).toThrow(/cannot be read: .* at character \d+/);
  });

  test('name the tag that was meant', () => {
    expect(unknownTags(parseTags('slwo && !db'), ['slow', 'db'])).toEqual([
      { name: 'slwo', nearest: 'slow' },
    ]);
  });
});
