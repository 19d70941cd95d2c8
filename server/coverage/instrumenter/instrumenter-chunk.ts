/** Chunk: puts probes into sources. Needs the compiler. */
import { hash } from 'node:crypto'; // this chunk is loaded for sources that nobody has read yet
import type { AddProbes } from '../../../modules/transform.ts';
import { createSource } from '../../parsing/create-source.ts';
import { instrument } from './instrument.ts';

export { originalMap } from '../../../modules/original-columns.ts';

export const addProbes: AddProbes = ({ path, source }) => {
  const file = createSource(path, source);
  if (hasSyntaxErrors(file)) return undefined;
  const probed = instrument(file);
  return probed && { ...probed, source: hash('sha1', source) };
};

/** The compiler keeps them to itself. */
function hasSyntaxErrors(file: object): boolean {
  const errors: unknown = Reflect.get(file, 'parseDiagnostics');
  return Array.isArray(errors) && errors.length > 0;
}
