/** Figures of modules that an earlier run has touched in the same way: for the table of a run, their code need not be read. */
import fs from 'node:fs';
import path from 'node:path';
import type { ProbeOptions } from '../../modules/code-map.ts';
import { revision } from '../../modules/revision.ts';
import { writeFileAtomically } from '../../modules/store.ts';
import { dataDirectory } from '../loading/store-place.ts';
import type { ModuleHits } from './collector.ts';
import type { FileFigures } from './figures.ts';

type Touched = Pick<ModuleHits, 'hash' | 'bits'>;

/** By absolute path. */
type Stored = Record<string, StoredFigures>;
interface StoredFigures {
  readonly hash: string;
  /** Base64. */
  readonly bits: string;
  readonly figures: FileFigures;
}

const FORMAT = 1;

export class KnownFigures {
  readonly #file: string;
  readonly #key: string;
  readonly #stored: Readonly<Stored>;

  constructor(rootDir: string, probes: ProbeOptions) {
    this.#file = path.join(dataDirectory(rootDir), 'coverage-figures.json');
    this.#key = JSON.stringify([FORMAT, revision, probes]);
    this.#stored = this.#read();
  }

  /** Whether they are known for what any tests have touched of it. */
  mayKnow(file: string, hash: string): boolean {
    return this.#stored[file]?.hash === hash;
  }

  of(file: string, { hash, bits }: Touched): FileFigures | undefined {
    const stored = this.#stored[file];
    return stored?.hash === hash && stored.bits === asText(bits) ? stored.figures : undefined;
  }

  /** What other runs have told of other files stays. */
  add(touched: ReadonlyMap<string, Touched>, figures: ReadonlyMap<string, FileFigures>): void {
    const modules = { ...this.#stored };
    let isNew = false;
    for (const [file, module] of touched) {
      const own = figures.get(file);
      if (own === undefined || own === this.of(file, module)) continue;
      isNew = true;
      modules[file] = { hash: module.hash, bits: asText(module.bits), figures: own };
    }
    if (!isNew) return;
    try {
      writeFileAtomically(this.#file, Buffer.from(JSON.stringify({ key: this.#key, modules })));
    } catch {
      // no room: they are worked out again
    }
  }

  #read(): Stored {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `add` has written
      const { key, modules } = JSON.parse(fs.readFileSync(this.#file, 'utf8')) as {
        readonly key: string;
        readonly modules: Stored;
      };
      return key === this.#key ? modules : {};
    } catch {
      return {}; // the first run
    }
  }
}

function asText({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('base64');
}
