/** `ztest --debug` as somebody uses it in a terminal. */
import { expect, suite, test } from 'ztest';
import { attachInspector, type InspectorClient } from '../support/inspector-client.ts';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject, type ProjectFiles, type ProjectRun } from '../support/run-project.ts';

const files = {
  'a.test.ts': `import { test } from 'ztest';
test('stops', { timeout: 100 }, async () => {
  debugger;
  console.error('Debugger of mine');
  await new Promise((resolve) => setTimeout(resolve, 300));
});
`,
};

/** Runs under a debugger that goes on after 200 ms at each stop. */
async function debug(flag: string, tests: ProjectFiles = files): Promise<ProjectRun> {
  let client: Promise<InspectorClient> | undefined;
  const attach = async (port: number): Promise<InspectorClient> => {
    const attached = await attachInspector(port);
    void attached.stopped(2).then(() => setTimeout(() => attached.send('Debugger.resume'), 200));
    return attached;
  };
  const run = await runProject(tests, [flag], {
    onOutput: (output, kill) => {
      const port = /Waiting for a debugger on \S+:(\d+)\. In VS Code/.exec(output)?.[1];
      if (port === undefined || client !== undefined) return;
      client = attach(Number(port));
      // It would wait for ever.
      client.catch(() => kill('SIGTERM'));
    },
  });
  (await client)?.[Symbol.dispose]();
  return run;
}

suite('a run that waits for a debugger', { timeout: '60s' }, () => {
  test('says where it waits, and has no timeout', async () => {
    using run = await debug('--debug');
    expect(testOutcomes(run.events)).toEqual({ stops: 'passed' });
    expect(run.stderr + run.stdout).not.toMatch(/Debugger (?:listening|attached)|For help/);
    expect(run.stdout).toContain('Debugger of mine');
    expect(run.exitCode).toBe(0);
  });

  test('tells positions of the source', async () => {
    using run = await debug('--debug', {
      'a.test.ts': `import { test } from 'ztest';
interface Unseen {
  readonly gone: string;
}
test('fails', () => {
  const error: unknown = new Error('boom');
  throw error;
});
`,
    });
    const errors = run.events.flatMap((event) =>
      event.type === 'test-finished' ? event.errors : [],
    );
    expect(errors).toMatchObject([{ stack: [{ file: 'a.test.ts', line: 6, column: 26 }] }]);
  });

  test('waits where it is told to', async () => {
    using run = await debug('--inspect-brk=localhost:0');
    expect(testOutcomes(run.events)).toEqual({ stops: 'passed' });
  });
});
