/** How soon the tests of a project are listed; beside it what others take for the same. */
import { join } from 'node:path';
import { removeCaches } from './commands.ts';
import type { FlavourName } from './flavours.ts';
import { generateProject, SUITE_SHAPE } from './generate.ts';
import { measure, type Command, type Measurement } from './measure.ts';
import type { Row } from './row.ts';
import { packageDirectory, prepareTool, toolDirectory, ZTEST_COMMAND } from './tools.ts';

const SHAPE = { ...SUITE_SHAPE, files: 1000 };
const LARGE = { ...SUITE_SHAPE, files: 5000 };

/** A project whose tests have been listed: what is known of them is kept in it. */
export const LISTED_PROJECT: string = join(toolDirectory('ztest'), 'list-warm');

export function listRows(): readonly Row[] {
  const project = (name: string, shape: typeof SHAPE, flavour: FlavourName = 'ztest'): string => {
    const directory = join(toolDirectory(flavour), `list-${name}`);
    generateProject(flavour, shape, directory);
    return directory;
  };
  const ztest = (cwd: string): Command => ({
    program: process.execPath,
    args: [ZTEST_COMMAND, 'list'],
    cwd,
  });
  const [cold, warm, largeCold, largeWarm] = [
    project('cold', SHAPE),
    project('warm', SHAPE),
    project('large-cold', LARGE),
    project('large-warm', LARGE),
  ];
  const listed = async (
    command: Command,
    shape: typeof SHAPE,
    options?: Parameters<typeof measure>[1],
  ): Promise<Measurement> => {
    const run = await measure(command, options);
    const lines = run.output.trimEnd().split('\n').length;
    if (run.exitCode === 0 && lines >= shape.files * shape.tests) return run;
    throw new Error(`it ended with code ${run.exitCode} after ${lines} lines`);
  };
  const wall = (directory: string, shape: typeof SHAPE, isCold: boolean) => async () => {
    if (isCold) removeCaches(directory);
    return [(await listed(ztest(directory), shape)).wall];
  };
  const lacksVitest = prepareTool('vitest');
  const vitestProject = lacksVitest === undefined ? project('vitest', SHAPE, 'vitest') : '';
  const vitest = async (): Promise<readonly number[]> => {
    if (lacksVitest) throw new Error(lacksVitest.reason);
    const program = join(packageDirectory('vitest', 'vitest'), 'vitest.mjs');
    const args = [program, 'list'];
    const run = await listed({ program: process.execPath, args, cwd: vitestProject }, SHAPE);
    return [run.wall];
  };
  const parser = async (): Promise<readonly number[]> => {
    const args = [join(import.meta.dirname, 'parse-all.ts'), join(warm, 'test')];
    const { output } = await measure({ program: process.execPath, args, cwd: warm });
    return [Number(output)];
  };
  const memory = async (): Promise<readonly number[]> => {
    removeCaches(largeCold);
    const run = await listed(ztest(largeCold), LARGE, { sampleMemory: true });
    return [(run.memory?.own ?? 0) / 1e6];
  };
  const small = '1,000 files, 10,000 tests';
  const large = '5,000 files, 50,000 tests';
  return [
    {
      name: `ztest list, ${small}, cold`,
      unit: 'ms',
      bar: { of: 'median', atMost: 1000 },
      run: wall(cold, SHAPE, true),
    },
    {
      name: `ztest list, ${small}, second start`,
      unit: 'ms',
      bar: { of: 'median', atMost: 250 },
      run: wall(warm, SHAPE, false),
    },
    { name: `Vitest list, ${small}`, unit: 'ms', isSlow: true, run: vitest },
    { name: `The compiler's parser alone, ${small}`, unit: 'ms', run: parser },
    {
      name: `ztest list, ${large}, cold`,
      unit: 'ms',
      isSlow: true,
      bar: { of: 'median', atMost: 6000 },
      run: wall(largeCold, LARGE, true),
    },
    {
      name: `ztest list, ${large}, second start`,
      unit: 'ms',
      isSlow: true,
      bar: { of: 'median', atMost: 1000 },
      run: wall(largeWarm, LARGE, false),
    },
    {
      name: `ztest list, ${large}, cold, memory of its process`,
      unit: 'MB',
      isSlow: true,
      bar: { of: 'median', atMost: 400 },
      run: memory,
    },
  ];
}
