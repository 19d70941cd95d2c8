/**
 * Where Istanbul's reports write. What is there already, byte for byte, stays as it is (the pictures and scripts of a page,
 * mostly); anything else is written beside it, and moved there when all of it is whole.
 */
import fs from 'node:fs';
import path from 'node:path';

/** What a report writes piece by piece. */
export interface ReportText {
  readonly write: (text: string) => void;
  readonly println: (text: string) => void;
  readonly colorize: (text: string) => string;
  readonly close: () => void;
}

/** Characters that are kept in memory before they are written: longer ones are compared with nothing. */
const MOST_KEPT = 4_000_000;

export class ReportFiles {
  readonly #directory: string;
  readonly #temporary: string;
  readonly #unchanged: string[] = [];

  /** @param directory absolute; made when something is written */
  constructor(directory: string) {
    this.#directory = directory;
    this.#temporary = path.join(directory, `.new-${process.pid}`);
  }

  /** For who writes a file himself. @returns where to */
  place(file: string): string {
    const place = path.join(this.#temporary, file);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    return place;
  }

  /** A whole file. */
  put(file: string, bytes: Uint8Array): void {
    if (this.#holds(file, bytes)) this.#unchanged.push(path.join(this.#directory, file));
    else fs.writeFileSync(this.place(file), bytes);
  }

  /** A file that grows, and is whole when it is closed. */
  open(file: string): ReportText {
    return new GrowingFile(file, this);
  }

  /** Moves everything to its place. @returns absolute paths of all files of the reports */
  publish(): readonly string[] {
    const moved = fs.existsSync(this.#temporary) ? moveInto(this.#temporary, this.#directory) : [];
    return [...this.#unchanged, ...moved];
  }

  /** Whatever was not published is gone. */
  dispose(): void {
    fs.rmSync(this.#temporary, { recursive: true, force: true });
  }

  #holds(file: string, bytes: Uint8Array): boolean {
    const place = path.join(this.#directory, file);
    const stats = fs.lstatSync(place, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size !== bytes.length) return false;
    try {
      return fs.readFileSync(place).equals(bytes);
    } catch {
      return false; // it will be replaced
    }
  }
}

class GrowingFile implements ReportText {
  readonly #file: string;
  readonly #files: ReportFiles;
  #text = '';
  #descriptor: number | undefined;

  constructor(file: string, files: ReportFiles) {
    this.#file = file;
    this.#files = files;
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length > MOST_KEPT) this.#flush();
  }

  println(text: string): void {
    this.write(`${text}\n`);
  }

  colorize(text: string): string {
    return text;
  }

  close(): void {
    if (this.#descriptor === undefined) return this.#files.put(this.#file, Buffer.from(this.#text));
    this.#flush();
    fs.closeSync(this.#descriptor);
  }

  #flush(): void {
    this.#descriptor ??= fs.openSync(this.#files.place(this.#file), 'w');
    fs.writeFileSync(this.#descriptor, this.#text); // all of it, however large
    this.#text = '';
  }
}

/** What Istanbul's reports know as `FileWriter`: files of one folder below that of all reports. */
export class ReportFolder {
  readonly #files: ReportFiles;
  readonly #folder: string;
  readonly #console: ReportText;

  /** @param terminal what has no file is written there */
  constructor(files: ReportFiles, terminal: ReportText, folder = '') {
    this.#files = files;
    this.#console = terminal;
    this.#folder = folder;
  }

  writerForDir(folder: string): ReportFolder {
    return new ReportFolder(this.#files, this.#console, path.join(this.#folder, folder));
  }

  copyFile(source: string, file: string, header = ''): void {
    const bytes = Buffer.concat([Buffer.from(header), fs.readFileSync(source)]);
    this.#files.put(path.join(this.#folder, file), bytes);
  }

  writeFile(file: string | null): ReportText {
    if (file === null || file === '-') return this.#console;
    return this.#files.open(path.join(this.#folder, file));
  }
}

function moveInto(from: string, to: string): readonly string[] {
  return fs.readdirSync(from, { withFileTypes: true }).flatMap((entry) => {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      fs.mkdirSync(target, { recursive: true });
      return moveInto(source, target);
    }
    fs.renameSync(source, target);
    return [target];
  });
}
