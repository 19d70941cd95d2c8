import type { Project } from '../../support/run-project.ts';

export interface Affected {
  readonly since?: string;
  readonly changes: readonly { readonly file: string; readonly what: string }[];
  readonly files: readonly {
    readonly file: string;
    readonly tests?: readonly { readonly titles: readonly string[] }[];
    readonly why: string;
  }[];
}

export async function askAffected(
  project: Project,
  args: readonly string[] = [],
): Promise<Affected> {
  const { stdout } = await project.run(['affected', '--json', ...args], { records: false });
  return JSON.parse(stdout);
}

/** `file: why` of each, with the titles where it is not the whole file. */
export async function affectedIn(
  project: Project,
  args: readonly string[] = [],
): Promise<readonly string[]> {
  const { files } = await askAffected(project, args);
  return files.map(({ file, tests, why }) => {
    const titles = tests?.map((one) => one.titles.join(' > ')).join(', ');
    return `${file}${titles === undefined ? '' : ` (${titles})`}: ${why}`;
  });
}

/** Replaces the first occurrence. */
export function edit(project: Project, file: string, [from, to]: readonly [string, string]): void {
  const text = project.read(file);
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  project.write({ [file]: text.replace(from, () => to) });
}
