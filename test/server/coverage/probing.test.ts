/** Probes for many sources come from a thread, and nobody can tell. */
import { expect, test } from 'ztest';
import { Prober } from '../../../server/coverage/instrumenter/instrumenter-chunk.ts';
import {
  isProbeThreadAhead,
  startProbeThreadAhead,
  type ProbeThread,
} from '../../../server/coverage/instrumenter/probe-thread.ts';
import { startProbing, type Probing } from '../../../server/coverage/instrumenter/probing.ts';

const options = { counts: false, conditions: false, optionalChaining: false };
const sources = [
  ...Array.from({ length: 50 }, (_, i) => `export const f${i} = (a: number) => a || ${i};`),
  'export type OnlyATypeIsHere = 1;',
  'const broken = ;',
].map((source, i) => ({ path: `/src/${i}.ts`, source }));

/** All that is answered, with what a map becomes. */
async function answersOf({ ask }: Probing): Promise<readonly unknown[]> {
  return await Promise.all(
    sources.map(async (input) => {
      const answer = await ask(input);
      if (answer.kind !== 'probed') return answer;
      const { originalMap, ...rest } = answer;
      return { ...rest, map: await originalMap('') };
    }),
  );
}

async function answersHere(): Promise<readonly unknown[]> {
  using probing = startProbing(options, 'few');
  return await answersOf(probing);
}

/** Lives for so many answers. */
function threadThatEnds(lives: number): ProbeThread {
  const prober = new Prober(options);
  let asked = 0;
  return {
    ask: async (task) => {
      if (asked++ >= lives) return undefined;
      return 'map' in task ? prober.originalMap(task.id, task.map) : prober.probe(task.id, task);
    },
    close: () => {},
  };
}

test('a thread answers as this one does', async () => {
  using probing = startProbing(options, 'many');
  const answers = await answersOf(probing);
  expect(answers).toEqual(await answersHere());
  expect(answers).toMatchObject([{ kind: 'probed' }, ...Array(50).fill({}), { kind: 'failed' }]);
});

test.each([0, 1, 30, 60])(
  'what a thread that ends after %i answers has not said is done here',
  async (lives) => {
    using probing = startProbing(options, 'many', () => threadThatEnds(lives));
    expect(await answersOf(probing)).toEqual(await answersHere());
  },
);

test('a thread that was there before is taken, also for few', async () => {
  startProbeThreadAhead();
  expect(isProbeThreadAhead()).toBe(true);
  using probing = startProbing(options, 'few');
  expect(isProbeThreadAhead()).toBe(false);
  expect(await answersOf(probing)).toEqual(await answersHere());
});
