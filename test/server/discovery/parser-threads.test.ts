import path from 'node:path';
import { expect, suite, test } from 'ztest';
import { createDiscovery } from '../../../server/discovery/discovery-chunk.ts';
import { ParseQueue, type ParserThread } from '../../../server/discovery/parse-queue.ts';
import { startParserThread } from '../../../server/discovery/parser-thread.ts';
import { createProject } from '../../support/run-project.ts';
import type { ParseAnswer, ParseBatch } from '../../../server/parsing/parse-batch.ts';

/** A thread that answers when it is told to. */
function slowThread(): {
  readonly start: (onAnswers: (answers: readonly ParseAnswer[]) => void) => ParserThread;
  readonly batches: ParseBatch[];
  readonly answer: () => void;
} {
  const batches: ParseBatch[] = [];
  let answered = 0;
  let onAnswers: (answers: readonly ParseAnswer[]) => void = () => {};
  return {
    batches,
    start: (listener) => {
      onAnswers = listener;
      return { post: (batch) => void batches.push(batch), close: () => {} };
    },
    answer: () => {
      const files = batches[answered]?.files ?? [];
      answered += 1;
      onAnswers(files.map(({ path }) => ({ json: `"${path}"` })));
    },
  };
}

const file = (name: string, isOpen?: true) => ({
  key: name,
  path: `/${name}`,
  text: 'x',
  ...(isOpen && { isOpen }),
});

suite('the queue of a parser thread', () => {
  test('lets what is being edited go first, and asks for no text twice', () => {
    const thread = slowThread();
    const answers: string[] = [];
    const queue = new ParseQueue({
      startThread: thread.start,
      onAnswer: ({ key }) => void answers.push(key),
    });
    for (let i = 0; i < 40; i++) queue.add(file(`f${i}`));
    queue.add(file('f39'));
    queue.add(file('typed', true));
    const sentBefore = thread.batches.length;
    thread.answer();
    expect(thread.batches[sentBefore]?.files[0]?.path).toBe('/typed');
    for (let i = 0; i < 40; i++) thread.answer();
    expect(answers.toSorted()).toEqual(
      [...Array.from({ length: 40 }, (_, i) => `f${i}`), 'typed'].toSorted(),
    );
  });

  test('wakes those who wait with each batch, and at once when there is none', async () => {
    const thread = slowThread();
    const queue = new ParseQueue({ startThread: thread.start, onAnswer: () => {} });
    await queue.answered();
    queue.add(file('a'));
    const woken = queue.answered();
    thread.answer();
    await woken;
  });
});

test('a parser thread answers with what the files say', async () => {
  const { promise, resolve } = Promise.withResolvers<readonly ParseAnswer[]>();
  const thread = startParserThread(resolve);
  thread.post({ files: [{ path: '/a.test.ts', text: `import { test } from 'ztest';` }] });
  const [answer] = await promise;
  thread.close();
  expect(answer !== undefined && 'json' in answer ? JSON.parse(answer.json) : answer).toMatchObject(
    {
      imports: [{ specifier: 'ztest', kind: 'static' }],
    },
  );
});

test('the discovery of an editor parses in a thread, and follows what is typed', async () => {
  using project = createProject({
    'a.test.ts': `import { test } from './fixtures.ts';\ntest('a', () => {});\n`,
    'b.test.ts': `import { test } from 'ztest';\ntest('b', () => {});\n`,
    'fixtures.ts': `import { test as base } from 'ztest';\nexport const test = base;\n`,
  });
  using discovery = createDiscovery({
    rootDir: project.directory,
    useCache: false,
    isLongLived: true,
  });
  const titles = (trees: readonly { nodes: readonly { title: string }[] }[]) =>
    trees.flatMap(({ nodes }) => nodes.map(({ title }) => title));
  expect(titles((await discovery.open()).added)).toEqual(['a', 'b']);
  const typed = await discovery.change([
    {
      kind: 'document',
      path: path.join(project.directory, 'b.test.ts'),
      text: `import { test } from 'ztest';\ntest('b', () => {});\ntest('c', () => {`,
    },
  ]);
  expect(typed.version).toBe(2);
  expect(titles(typed.changed)).toEqual(['b', 'c']);
});
