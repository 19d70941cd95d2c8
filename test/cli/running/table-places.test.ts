import { expect, test } from 'ztest';
import { runProject } from '../../support/run-project.ts';

const files = {
  'a.test.ts': `import { test } from 'ztest';
test('before', () => {});
test.each([
  [1],
  [2],
])('row %i', () => {});
test.each\`
  a
  \${3}
\`('template $a', () => {});
`,
};

test('rows stand behind their table, as with Jest and Vitest', async () => {
  using run = await runProject({ ...files, 'ztest.toml': 'locations = true' });
  const nodes = run.events.flatMap((event) => (event.type === 'file-collected' ? event.nodes : []));
  expect(
    nodes.map(({ title, location }) => `${title} ${location?.line}:${location?.column}`),
  ).toEqual(['before 2:1', 'row 1 6:2', 'row 2 6:2', 'template 3 10:1']);
});
