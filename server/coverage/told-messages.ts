/**
 * What test files have told when they last ran as a whole. A host that is to tell the same again says only that: most runs
 * differ from the last one in few files.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { ProbeOptions } from '../../modules/code-map.ts';
import { revision } from '../../modules/revision.ts';
import { isSealed } from '../../modules/seal.ts';
import { writeFileAtomically } from '../../modules/store.ts';
import type { CoverageMessage, FilePath } from '../../test-host/protocol.ts';
import { dataDirectory } from '../loading/store-place.ts';

/** The parts of a line; none of them holds a tab. Who has run what is asked for rarely, and is apart. */
interface Line {
  readonly digest: string;
  readonly head: string;
  readonly rest: string;
}
type Head = Pick<CoverageMessage, 'modules' | 'touched' | 'startsOthers'>;
type Rest = Pick<CoverageMessage, 'sets' | 'owners'>;

const FORMAT = 1;
const MOST_BYTES = 64 * 1024 * 1024;

export class ToldMessages {
  readonly #file: string;
  readonly #key: string;
  readonly #lines: Map<FilePath, Line>;

  constructor(rootDir: string, probes: ProbeOptions) {
    this.#file = path.join(dataDirectory(rootDir), 'coverage-told.log');
    this.#key = JSON.stringify([FORMAT, revision, probes]);
    this.#lines = readLines(this.#file, this.#key);
  }

  /** By test file. */
  digests(files: Iterable<FilePath>): Readonly<Record<FilePath, string>> {
    const digests: Record<FilePath, string> = {};
    for (const file of files) {
      const line = this.#lines.get(file);
      if (line !== undefined) digests[file] = line.digest;
    }
    return digests;
  }

  recall(file: FilePath): CoverageMessage | undefined {
    const line = this.#lines.get(file);
    if (line === undefined) return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `add` has written, as the seal says
    const head = JSON.parse(line.head) as Head;
    let known: Rest | undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    const rest = (): Rest => (known ??= JSON.parse(line.rest) as Rest);
    return {
      type: 'coverage',
      file,
      digest: line.digest,
      ...head,
      get sets() {
        return rest().sets;
      },
      get owners() {
        return rest().owners;
      },
    };
  }

  /** @param messages of files that ran as a whole */
  add(messages: readonly CoverageMessage[]): void {
    const anew = messages.filter(({ file, digest }) => this.#lines.get(file)?.digest !== digest);
    if (anew.length === 0) return;
    for (const { file, digest, modules, touched, startsOthers, sets, owners } of anew) {
      const head: Head = { modules, touched, ...(startsOthers && { startsOthers }) };
      const rest: Rest = { sets, owners };
      this.#lines.set(file, { digest, head: JSON.stringify(head), rest: JSON.stringify(rest) });
    }
    const lines = [...this.#lines].map(([file, { digest, head, rest }]) =>
      [digest, JSON.stringify(file), head, rest].join('\t'),
    );
    const text = `${[this.#key, ...lines].join('\n')}\n`;
    try {
      if (text.length > MOST_BYTES) fs.rmSync(this.#file, { force: true });
      else writeFileAtomically(this.#file, text, { isSealed: true });
    } catch {
      // no room: all is told in full
    }
  }
}

function readLines(file: string, key: string): Map<FilePath, Line> {
  const lines = new Map<FilePath, Line>();
  try {
    if (!isSealed(fs.statSync(file))) return lines;
    const [first, ...rest] = fs.readFileSync(file, 'utf8').split('\n');
    if (first !== key) return lines;
    for (const line of rest) {
      const [digest = '', name = '""', head, sets] = line.split('\t');
      if (head === undefined || sets === undefined) continue;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `add` has written
      lines.set(JSON.parse(name) as FilePath, { digest, head, rest: sets });
    }
  } catch {
    // the first run
  }
  return lines;
}
