import path from 'node:path';
import { expect, test } from 'ztest';
import { Hosts } from '../../../server/running/hosts.ts';
import { COMMAND, createProject } from '../../support/run-project.ts';

async function evaluate(files: Readonly<Record<string, string>>): Promise<unknown> {
  using project = createProject(files);
  const hosts = new Hosts({
    entry: path.join(path.dirname(COMMAND), 'host.cjs'),
    cwd: project.directory,
    env: process.env,
    configLimit: 1000,
  });
  try {
    const file = path.join(project.directory, 'ztest.config.ts');
    return await hosts.evaluateConfig(file, { profile: undefined, ci: false });
  } finally {
    await hosts.close();
  }
}

test('an endless loop in a configuration is ended at its limit, and shown where it is', async () => {
  const evaluating = evaluate({
    'drain.ts': `interface Unused { a: 1 }\nexport function drain(): void {\n  for (;;) {}\n}\n`,
    'ztest.config.ts': `import { drain } from './drain.ts';\ninterface Unused { a: 1 }\ndrain();\nexport default {};\n`,
  });
  await expect(evaluating).rejects.toMatchObject({
    message: expect.stringMatching(
      /^It never gave the thread back within 1 s and was ended\. It was here:\n {2}at drain \(drain\.ts:[23]:\d+\)\n {2}at ztest\.config\.ts:3:1(?:\n|$)/,
    ),
    hint: 'Look for a loop whose condition never changes.',
  });
});

test('a configuration that waits for ever is ended, too', async () => {
  const evaluating = evaluate({ 'ztest.config.ts': 'export default new Promise(() => {});\n' });
  await expect(evaluating).rejects.toMatchObject({ message: 'It did not end within 1 s.' });
});
