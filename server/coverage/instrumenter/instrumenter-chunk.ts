/** Chunk: puts probes into sources. Needs the compiler. */
import { hash } from 'node:crypto'; // this chunk is loaded for sources that nobody has read yet
import { ts } from 'ts-morph';
import type { ProbeOptions } from '../../../modules/code-map.ts';
import { revision } from '../../../modules/revision.ts';
import type { AddProbes, ProbeResult } from '../../../modules/transform.ts';
import { createSource } from '../../parsing/create-source.ts';
import { IgnoreHints } from './ignore-hints.ts';
import { instrument } from './instrument.ts';

export { originalMap } from '../../../modules/original-columns.ts';

export const addProbes: AddProbes = ({ path, source }, options) => {
  try {
    return addTo(createSource(path, source), options);
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'failed', reason: 'it is nested too deeply.' };
    throw error;
  }
};

function addTo(file: ts.SourceFile, options: ProbeOptions): ProbeResult {
  const error = firstSyntaxError(file);
  if (error !== undefined) {
    const isLeftOut = new IgnoreHints(file).ignoresFile;
    return isLeftOut ? { kind: 'nothing' } : { kind: 'failed', reason: error };
  }
  const instrumented = instrument(file, options);
  if (instrumented === undefined) return { kind: 'nothing' };
  // Another instrumenter numbers its probes otherwise.
  const source = hash('sha1', `${revision}${JSON.stringify(options)}${file.text}`);
  return { kind: 'probed', probed: { ...instrumented, source } };
}

/** In the compiler's words, with its line. The compiler keeps them to itself. */
function firstSyntaxError(file: ts.SourceFile): string | undefined {
  const errors: unknown = Reflect.get(file, 'parseDiagnostics');
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the compiler's parser puts there
  const { start, messageText } = errors[0] as ts.DiagnosticWithLocation;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
