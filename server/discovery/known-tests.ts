/** Which files of the root are tests: found in one walk, then kept up to date with what is reported. */
import type { FilePath, Problem } from '../../test-host/protocol.ts';
import type { Files } from '../workspace/files.ts';
import type { FileRule } from './file-rule.ts';
import { readProjects, type Projects } from './projects.ts';
import { rememberingFiles } from './remembering-files.ts';
import type { ConfigStore } from './static-configs.ts';
import { findAllTestFiles, judge, ruleFor, type TestFilesContext } from './test-files.ts';

export interface KnownTestsOptions {
  readonly rootDir: string;
  readonly files: Files;
  readonly configs: ConfigStore;
  readonly rootRule?: FileRule | undefined;
  readonly ignoresOwnConfigs?: boolean | undefined;
}

export class KnownTests {
  readonly #options: KnownTestsOptions;
  #projects: Projects = {
    all: [],
    problems: [],
    nearest: () => ({ folder: '', rules: [] }),
  };
  #problems: readonly Problem[] = [];
  #files: ReadonlySet<FilePath> = new Set();

  constructor(options: KnownTestsOptions) {
    this.#options = options;
  }

  get files(): ReadonlySet<FilePath> {
    return this.#files;
  }

  get projects(): Projects {
    return this.#projects;
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  get context(): TestFilesContext {
    const { rootDir, files } = this.#options;
    return { rootDir, files, projects: this.#projects };
  }

  /** @returns all files that are tests, or were */
  findAll(): ReadonlySet<FilePath> {
    const { rootDir } = this.#options;
    const files = rememberingFiles(this.#options.files);
    this.#projects = readProjects({ ...this.#options, files });
    const found = findAllTestFiles({ rootDir, files, projects: this.#projects });
    this.#problems = [...this.#projects.problems, ...found.problems];
    const before = [...this.#files];
    this.#files = new Set(found.files);
    return new Set([...before.filter((file) => !this.#files.has(file)), ...found.files]);
  }

  /** @param isFile whether it is there */
  judgeAgain(file: FilePath, isFile: boolean): void {
    const isTest = isFile && judge(file, this.context).is === 'test';
    if (isTest === this.#files.has(file)) return;
    const files = new Set(this.#files);
    if (isTest) files.add(file);
    else files.delete(file);
    this.#files = files;
  }

  /** The rule by which a file is a test; `undefined`: it is none. */
  ruleOf(file: FilePath): FileRule | undefined {
    return this.#files.has(file) ? ruleFor(file, this.#projects.nearest(file))?.rule : undefined;
  }

  isInFolder(folder: FilePath): boolean {
    const prefix = `${folder}/`;
    for (const file of this.#files) if (file.startsWith(prefix)) return true;
    return false;
  }
}
