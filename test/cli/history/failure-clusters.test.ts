import { expect, suite, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';

const files = {
  'db.ts': `export function connect(port: number): void {
  throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:' + port), { code: 'ECONNREFUSED' });
}
`,
  'a.test.ts': `import { expect, test } from 'ztest';
import { connect } from './db.ts';
test('reads', () => { connect(5001); });
test('writes', () => { connect(5002); });
test.each([[1], [2]])('row %i', (n) => { expect(n).toBe(3); });
`,
  'b.test.ts': `import { test } from 'ztest';
import { connect } from './db.ts';
test('deletes', () => { connect(5003); });
`,
  'c.test.ts': `import './broken.ts';`,
  'd.test.ts': `import './broken.ts';`,
  'broken.ts': `throw new Error('broken');`,
};

suite('failures with one cause', { timeout: '60s' }, () => {
  test('are shown once, with all tests that it failed', async () => {
    using project = createProject(files);
    const reports = 'terminal,json=o.json,junit=o.xml';
    const { stdout } = await project.run(['--workers=1', '--report', reports]);
    expect(stdout).toMatch(/\n7 failures with 4 causes\n/);
    expect(stdout).toMatch(
      /1\) a.test.ts › reads\n[^]*ECONNREFUSED 127.0.0.1:5001\n[^]*\n {3}The same cause failed 2 others:\n {5}a.test.ts › writes\n {5}b.test.ts › deletes\n/,
    );
    expect(stdout.match(/Expected: 3/g)).toHaveLength(2);
    expect(stdout).toMatch(
      /\) c.test.ts\n[^]*broken[^]*The same cause failed one other:\n {5}d.test.ts\n/,
    );
    const { clusters } = JSON.parse(project.read('o.json'));
    expect(clusters).toMatchObject([
      {
        tests: ['a.test.ts#reads', 'a.test.ts#writes', 'b.test.ts#deletes'],
        error: { code: 'ECONNREFUSED' },
        files: [],
      },
      { tests: [], files: ['c.test.ts', 'd.test.ts'] },
    ]);
    const cause = /<property name="cause" value="Error\|ECONNREFUSED\|[^"]*db.ts:2"\/>/g;
    expect(project.read('o.xml').match(cause)).toHaveLength(3);
  });
});
