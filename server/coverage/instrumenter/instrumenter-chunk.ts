/** Chunk: puts probes into sources. Needs the compiler. */
import assert from 'node:assert';
import { hash } from 'node:crypto'; // this chunk is loaded for sources that nobody has read yet
import { ts } from 'ts-morph';
import type { ProbeOptions } from '../../../modules/code-map.ts';
import { withInsertions, type Insertion } from '../../../modules/insertions.ts';
import { originalMap } from '../../../modules/original-columns.ts';
import { revision } from '../../../modules/revision.ts';
import type { AddProbes, ProbedText, ProbeResult } from '../../../modules/transform.ts';
import { createSource } from '../../parsing/create-source.ts';
import { IgnoreHints } from './ignore-hints.ts';
import { instrument } from './instrument.ts';

type Source = Parameters<AddProbes>[0];
type Insertions = readonly Insertion[];
export type ProbedAnswer =
  | Omit<ProbedText, 'originalMap'>
  | Exclude<ProbeResult, { readonly kind: 'probed' }>;

export const addProbes: AddProbes = ({ path, source }, options) => {
  try {
    return addTo(createSource(path, source), options);
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'failed', reason: 'it is nested too deeply.' };
    throw error;
  }
};

/** One thread's part of {@link AskForProbes}: what its answers need later stays with it. */
export class Prober {
  readonly #options: ProbeOptions;
  readonly #probed = new Map<number, { readonly input: Source; readonly insertions: Insertions }>();

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  /** @param id by which its map is asked for */
  probe(id: number, input: Source): ProbedAnswer {
    const result = addProbes(input, this.#options);
    if (result.kind !== 'probed') return result;
    const { insertions, codeMap, ...rest } = result.probed;
    this.#probed.set(id, { input, insertions });
    const probes = { ...rest, count: codeMap.probeCount, codeMap: JSON.stringify(codeMap) };
    return { kind: 'probed', text: withInsertions(input.source, insertions), probes };
  }

  /** @param map what became of the text with probes; once */
  originalMap(id: number, map: string): string {
    const probed = this.#probed.get(id);
    assert(probed !== undefined, 'a map is asked for once, of a text with probes');
    this.#probed.delete(id);
    return originalMap(map, probed.input, probed.insertions);
  }
}

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
