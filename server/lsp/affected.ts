/** What changes of files can have changed the outcome of. */
import type { AffectedFile } from '../protocol.ts';
import type { Root } from './root.ts';

/** @param changed absolute paths, with forward slashes */
export async function affectedTests(
  root: Root,
  changed: readonly string[],
  signal: AbortSignal,
): Promise<readonly AffectedFile[]> {
  await root.settled();
  const answer = await root.services.affected?.affected({ changed }, signal);
  const { everywhere = only } = root.services.discovery;
  return answer?.files.flatMap((file) => everywhere(file)) ?? [];
}

function only<File>(file: File): readonly File[] {
  return [file];
}
