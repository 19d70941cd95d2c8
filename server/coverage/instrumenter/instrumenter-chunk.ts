/** Chunk: puts probes into sources. Needs the compiler. */
import type { AddProbes } from '../../../modules/transform.ts';
import { createSource } from '../../parsing/create-source.ts';
import { instrument } from './instrument.ts';
import { mapOfInsertions, withOriginalColumns } from './original-columns.ts';

export const addProbes: AddProbes = ({ path, source }) => {
  const file = createSource(path, source);
  if (hasSyntaxErrors(file)) return undefined;
  const probed = instrument(file);
  if (probed === undefined) return undefined;
  const { text, insertions, counters, codeMap } = probed;
  return {
    text,
    probes: { counters, codeMap },
    mapToSource: (map) =>
      map === ''
        ? mapOfInsertions(path, source, insertions)
        : withOriginalColumns(map, source, insertions),
  };
};

/** The compiler keeps them to itself. */
function hasSyntaxErrors(file: object): boolean {
  const errors: unknown = Reflect.get(file, 'parseDiagnostics');
  return Array.isArray(errors) && errors.length > 0;
}
