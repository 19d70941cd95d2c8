import { expect, test } from 'ztest';
import { jestCall } from '../../../server/jest/jest-call.ts';
import { createProject } from '../../support/run-project.ts';

const DEBUG = 'node --inspect-brk ./node_modules/.bin/jest --runInBand';

test.each([
  [{ debug: DEBUG, test: 'TZ=UTC node --expose-gc ./node_modules/.bin/jest' }, ['--expose-gc']],
  [{ debug: DEBUG.replace(' .', ' --expose-gc .'), test: 'npm run unit' }, ['--expose-gc']],
  [{ debug: 'node --inspect=0.0.0.0:9229 node_modules/.bin/jest' }, []],
])('Jest waits for no debugger, and the script `test` comes first: %j', (scripts, nodeFlags) => {
  using project = createProject({ 'package.json': JSON.stringify({ scripts }) });
  const call = jestCall(project.directory, project.directory);
  expect(call.nodeFlags).toEqual(nodeFlags);
});

test('a variable that would make Node wait is cut, too', () => {
  const scripts = { test: 'NODE_OPTIONS=--inspect-brk TZ=UTC jest' };
  using project = createProject({ 'package.json': JSON.stringify({ scripts }) });
  const call = jestCall(project.directory, project.directory);
  expect(call.env).toEqual({ NODE_OPTIONS: '', TZ: 'UTC' });
});
