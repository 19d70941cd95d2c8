/** Reports in files as the last run that wrote them left them: where they would be the same again, they stay. */
import fs from 'node:fs';
import path from 'node:path';
import type { ProbeOptions } from '../../modules/code-map.ts';
import { revision } from '../../modules/revision.ts';
import { writeFileAtomically } from '../../modules/store.ts';
import { dataDirectory } from '../loading/store-place.ts';
import { hashText } from '../../modules/text-hash.ts';
import type { ModuleHits } from './collector.ts';
import type { CoverageReportRequest } from './report-chunk.ts';
import { isFileReport, type CoverageReportName } from './report-names.ts';

type Told = Pick<CoverageReportRequest, 'reports' | 'rootDir' | 'directory' | 'others'> & {
  readonly modules: ReadonlyMap<string, ModuleHits>;
};

interface Stored {
  readonly key: string;
  /** Absolute path, time of its last change, bytes. */
  readonly files: readonly (readonly [file: string, mtime: number, size: number])[];
}

const FORMAT = 1;

export class KnownReports {
  readonly #file: string;
  readonly #probes: ProbeOptions;

  constructor(rootDir: string, probes: ProbeOptions) {
    this.#file = path.join(dataDirectory(rootDir), 'coverage-reports.json');
    this.#probes = probes;
  }

  /** Those that are to be written. */
  missing(told: Told): readonly CoverageReportName[] {
    if (!told.reports.some(isFileReport)) return told.reports;
    if (this.#read()?.key !== this.#keyOf(told) || !this.areAsWritten()) return told.reports;
    return told.reports.filter((name) => !isFileReport(name));
  }

  /** @param files absolute paths of what was written of them */
  add(told: Told, files: readonly string[]): void {
    if (files.length === 0) return;
    try {
      const stamped = files.map((file) => [file, ...stampOf(fs.statSync(file))] as const);
      const stored: Stored = { key: this.#keyOf(told), files: stamped };
      writeFileAtomically(this.#file, Buffer.from(JSON.stringify(stored)));
      this.#stored = stored;
    } catch {
      // no room, or somebody has taken one away: they are written again
    }
  }

  /** Nobody else has touched them. */
  areAsWritten(): boolean {
    const stored = this.#read();
    return (
      stored !== undefined &&
      stored.files.every(([file, mtime, size]) => {
        const stats = fs.statSync(file, { throwIfNoEntry: false });
        return stats !== undefined && String(stampOf(stats)) === `${mtime},${size}`;
      })
    );
  }

  #keyOf({ reports, rootDir, directory, others, modules }: Told): string {
    const counted = [...modules].map(([file, { hash, bits, counts }]) => {
      const touched = Buffer.from(bits.buffer, bits.byteOffset, bits.length).toString('base64');
      return JSON.stringify([file, hash, touched, counts]);
    });
    const made = [FORMAT, revision, this.#probes, rootDir, directory, others];
    const named = reports.filter(isFileReport).toSorted();
    return hashText(JSON.stringify([made, named, counted.toSorted()]));
  }

  #read(): Stored | undefined {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `add` has written
      return (this.#stored ??= JSON.parse(fs.readFileSync(this.#file, 'utf8')) as Stored);
    } catch {
      return undefined; // the first run
    }
  }
  #stored: Stored | undefined;
}

function stampOf({ mtimeMs, size }: fs.Stats): readonly [mtime: number, size: number] {
  return [mtimeMs, size];
}
