import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';
import { runIn } from '../run.ts';

const libraries = Array.from({ length: 6 }, (_, i) => i);

test(
  'runs at the same time in one project do not disturb each other',
  async () => {
    using project = createProject({
      'slow.ts': 'export const five: number = await Promise.resolve(5);\n',
      ...Object.fromEntries(
        libraries.map((i) => [
          `t${i}.test.ts`,
          `import { expect, test } from 'ztest';\nimport { five } from './slow.ts';\nimport { value } from './lib${i}.ts';\ntest('t', () => { expect(value + five).toBe(${i + 5}); });\n`,
        ]),
      ),
    });
    for (let round = 0; round < 6; round++) {
      project.write(
        Object.fromEntries(
          libraries.map((i) => [`lib${i}.ts`, `export const value: number = ${i}; // ${round}\n`]),
        ),
      );
      if (round % 3 === 2)
        rmSync(join(project.directory, '.ztest'), { recursive: true, force: true });
      const ended = await Promise.all([runIn(project), runIn(project), runIn(project)]);
      for (const { exitCode, output } of ended) {
        expect(output).toContain('Tests: 6 passed, 0 failed');
        expect(output).not.toContain('ZT1');
        expect(exitCode).toBe(0);
      }
    }
  },
  '120s',
);
