import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'ztest';
import { createProject, type Project } from '../../support/run-project.ts';
import { MARK_VARIABLE, waitForNoneMarked } from '../../support/processes.ts';

const command = resolve(import.meta.dirname, '../../../bin/ztest.cjs');

const files = {
  'a.test.ts': `
    import { expect, test } from 'ztest';
    test.each(Array.from({ length: 300 }, (_, i) => [i]))('case %i', (i) => { console.log('x'.repeat(1000)); expect(i).toBeLessThan(299); });
  `,
};

async function shell(
  project: Project,
  script: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const mark = `closed-output-${process.pid}-${Math.random()}`;
  const env = {
    ...process.env,
    NODE: process.execPath,
    ZTEST_COMMAND: command,
    [MARK_VARIABLE]: mark,
  };
  const { stdout, stderr } = spawnSync('sh', ['-c', script], {
    cwd: project.directory,
    env,
    encoding: 'utf8',
  });
  expect(await waitForNoneMarked(mark)).toEqual([]);
  return { stdout, stderr };
}

test.skipIf(process.platform === 'win32').each([
  ['ztest', '', '1'],
  ['ztest --report json=-', '--report json=-', '1'],
  ['ztest --report tap=-', '--report tap=-', '1'],
  ['ztest list', 'list', '0'],
  ['ztest list --json', 'list --json', '0'],
  ['ztest --help', '--help', '0'],
])(
  '%s | head -1 ends quietly with the exit code of the run',
  async (_name, args, code) => {
    using project = createProject(files);
    const { stdout, stderr } = await shell(
      project,
      `{ "$NODE" "$ZTEST_COMMAND" ${args}; echo "code $?" >&2; } | head -1`,
    );
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe(`code ${code}\n`);
  },
  '30s',
);

test.skipIf(process.platform === 'win32')(
  'a closed standard output does not stop the run',
  async () => {
    using project = createProject(files);
    const { stderr } = await shell(project, `"$NODE" "$ZTEST_COMMAND" >&-; echo "code $?" >&2`);
    expect(stderr).toContain('code 1\n');
  },
);

test.skipIf(!existsSync('/dev/full'))(
  'a full disk behind standard output is a warning',
  async () => {
    using project = createProject(files);
    const { stderr } = await shell(
      project,
      `"$NODE" "$ZTEST_COMMAND" > /dev/full; echo "code $?" >&2`,
    );
    expect(stderr).toContain(
      'ZT1905: The report "terminal" could not be written to standard output',
    );
    expect(stderr).toContain('code 1\n');
  },
);
