/** In which random orders of its file a test is tried. */
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { TestHistory } from '../history/test-history.ts';

/** Where nothing is known: each shows a polluter behind the victim in one of two cases. */
const MORE_SEEDS = [1, 2, 3, 4, 5, 6];

/** The order that was asked for, or those in which it has failed; then some more. */
export function seedsFor(
  past: TestHistory | undefined,
  { shuffle, seed: asked = 1 }: Pick<ResolvedConfig, 'shuffle' | 'seed'>,
): readonly number[] {
  const failing = (past?.results ?? []).flatMap(({ outcome, seed }) =>
    seed === undefined || outcome === 'passed' ? [] : seed,
  );
  return [...new Set([...(shuffle ? [asked] : failing), ...MORE_SEEDS])];
}
