/** A project in a temporary folder, its configuration read as the command reads it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderProblem } from '../../../client/cli/messages.ts';
import { loadConfig, type LoadConfigOptions } from '../../../server/config/load-config.ts';
import type { ResolvedConfig } from '../../../server/config/resolved-config.ts';
import { evaluateConfig } from '../../../test-host/config/evaluate-config.ts';

export type Files = Readonly<Record<string, string>>;

export interface ReadOptions extends Partial<Omit<LoadConfigOptions, 'cwd'>> {
  /** Folder of the project. Default: its root. */
  readonly cwd?: string;
}

export interface ConfigProject extends Disposable {
  readonly root: string;
  /** The configuration, or the problems as people read them. */
  readonly read: (options?: ReadOptions) => Promise<Reading>;
}

export interface Reading {
  readonly config: ResolvedConfig | undefined;
  /** Errors and warnings, rendered; absolute paths of the project begin with `<root>`. */
  readonly problems: readonly string[];
}

export function configProject(files: Files): ConfigProject {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-config-')));
  writeFiles(root, { 'package.json': '{}', ...files });
  return {
    root,
    read: async ({ cwd = '.', ...options } = {}) => {
      const loaded = await loadConfig({
        flags: {},
        env: {},
        cores: 8,
        evaluate: async (file, input) => {
          const exports: unknown = await import(pathToFileURL(file).href);
          // As a host sends it.
          return JSON.parse(JSON.stringify(await evaluateConfig(exports, input)));
        },
        ...options,
        cwd: path.join(root, cwd),
      });
      const problems = loaded.ok ? loaded.warnings : loaded.problems;
      return {
        config: loaded.ok ? loaded.config : undefined,
        problems: problems.map((problem) => renderProblem(problem).replaceAll(root, '<root>')),
      };
    },
    [Symbol.dispose]: () => fs.rmSync(root, { recursive: true, force: true }),
  };
}

/** Reads a project that is needed once. */
export async function readConfig(files: Files, options: ReadOptions = {}): Promise<Reading> {
  using project = configProject(files);
  return await project.read(options);
}

/** The problems alone, each as `code line:column message`. */
export async function problemsOf(files: Files, options: ReadOptions = {}): Promise<string[]> {
  const { problems } = await readConfig(files, options);
  return problems.map((text) => {
    const code = /ZT\d+/.exec(text)?.[0] ?? '';
    const place = /^ {2}at .*?(:\d+:\d+)?$/m.exec(text)?.[1]?.slice(1) ?? '-';
    const [first = ''] = text.split('\n');
    const hint = /^ {2}Did you mean (.*)$/m.exec(text)?.[1];
    return `${code} ${place} ${first.replace(/^\w+ ZT\d+: /, '')}${hint === undefined ? '' : ` → ${hint}`}`;
  });
}

export function writeFiles(root: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    const absolute = path.join(root, file);
    fs.mkdirSync(path.dirname(absolute), { recursive: true });
    fs.writeFileSync(absolute, text);
  }
}
