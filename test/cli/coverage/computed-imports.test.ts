import { expect, test } from 'ztest';
import { createProject } from '../../support/run-project.ts';

test(
  'what only a computed import reaches is counted, and read from the store the next time',
  { timeout: '60s' },
  async () => {
    using project = createProject({
      'src/plugins/one.ts': `import { deep } from './deep.ts';
export function one(n: number): string {
  if (n > 1) {
    return 'many';
  }
  return deep();
}
`,
      'src/plugins/deep.ts': `export const deep = (): string => {\n  return 'deep';\n};\n`,
      'a.test.ts': `import { expect, test } from 'ztest';
const load = async (name: string) => await import(['./src', 'plugins', name].join('/') + '.ts');
test('first', async () => { expect((await load('one')).one(1)).toBe('deep'); });
test('second', async () => { expect((await load('one')).one(2)).toBe('many'); });
test('fails', async () => { await load('none'); });
`,
    });
    const covering = async (place: string): Promise<string> =>
      (await project.run(['covers', place], { records: false })).stdout;
    for (const round of ['cold', 'warm']) {
      const { stdout } = await project.run(['--coverage']);
      expect([round, stdout]).toEqual([round, expect.stringMatching(/one\.ts +\| +100 +\| +100/)]);
      expect(await covering('src/plugins/one.ts:4')).toBe('a.test.ts › second\n');
      expect(await covering('src/plugins/deep.ts:2')).toBe('a.test.ts › first\n');
    }
  },
);
