import { expect, suite, test } from 'ztest';
import { runDeclared } from './run-declared.ts';

suite('the context of a test', () => {
  test('tells what the test is', async () => {
    let task: unknown;
    await runDeclared((api) => {
      api.suite('s', { tags: ['x'] }, () => {
        api.test('t', (t) => {
          task = t.task;
        });
      });
    });
    expect(task).toEqual({
      id: 'a.test.ts#s>t',
      name: 't',
      fullName: 's t',
      titles: ['s', 't'],
      file: 'a.test.ts',
      tags: ['x'],
      retry: 0,
      repeat: 0,
      concurrent: false,
    });
  });

  test('adds annotations and attachments to the result', async () => {
    const run = await runDeclared((api) => {
      api.test('t', ({ annotate, attach }) => {
        annotate('seed 42');
        annotate('slow query', 'warning');
        attach('text', 'hello');
        attach('bytes', new Uint8Array([1, 2, 3]));
        attach('page', '<p>', 'text/html');
        attach('value', { a: 1 });
      });
    });
    expect(run.finished('t')).toMatchObject({
      annotations: [{ message: 'seed 42' }, { message: 'slow query', type: 'warning' }],
      attachments: [
        { name: 'text', contentType: 'text/plain', body: 'hello' },
        {
          name: 'bytes',
          contentType: 'application/octet-stream',
          body: 'AQID',
          encoding: 'base64',
        },
        { name: 'page', contentType: 'text/html', body: '<p>' },
        { name: 'value', contentType: 'application/json', body: '{\n  "a": 1\n}' },
      ],
    });
  });

  test('attaches a cyclic value as text', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const run = await runDeclared((api) => {
      api.test('t', (t) => t.attach('value', cyclic));
    });
    expect(run.finished('t').attachments?.[0]).toMatchObject({ contentType: 'text/plain' });
  });

  test('calls back when the test is over, last one first, and then when it failed', async () => {
    const calls: string[] = [];
    const run = await runDeclared((api) => {
      api.afterEach(() => void calls.push('afterEach'));
      api.test('t', ({ onTestFinished, onTestFailed }) => {
        onTestFailed(() => void calls.push('failed'));
        onTestFinished(() => void calls.push('first'));
        onTestFinished(async () => void calls.push('second'));
        throw new Error('boom');
      });
      api.test('passes', ({ onTestFailed }) => {
        onTestFailed(() => void calls.push('never'));
      });
    });
    expect(calls).toEqual(['afterEach', 'second', 'first', 'failed', 'afterEach']);
    expect(run.lines).toEqual(['t failed: boom', 'passes passed']);
  });

  test('fails the test when such a callback does', async () => {
    const run = await runDeclared((api) => {
      api.test('t', (t) => {
        t.onTestFinished(() => {
          throw new Error('cannot close');
        });
      });
    });
    expect(run.lines).toEqual(['t failed hook: cannot close']);
  });

  test('is of no use after the test', async () => {
    let late: (() => void) | undefined;
    const run = await runDeclared((api) => {
      api.test('t', (t) => {
        const { annotate } = t;
        late = () => annotate('too late');
      });
    });
    expect(run.lines).toEqual(['t passed']);
    expect(late).toThrow('t.annotate was used after its test had ended.');
  });
});
