/** Mutants of what is around the code: data, snapshots, files that come and go, how modules are found, variables. */
import fs from 'node:fs';
import path from 'node:path';
import type { Mutant } from './mutant.ts';

export interface ProjectFiles {
  /** Absolute. */
  readonly directory: string;
  /** All of them, relative to it. */
  readonly files: readonly string[];
  readonly isTest: (file: string) => boolean;
}

const CODE = /(?<!\.d)\.[cm]?[jt]sx?$/;
const LOOSE = /\.(?:json|txt|md|snap|ya?ml|csv|html|css|svg|graphql|toml|xml)$/;
const DECIDES = /(?:^|\/)(?:package(?:-lock)?|[jt]sconfig[^/]*)\.json$/;

export function* projectMutants({ directory, files, isTest }: ProjectFiles): Generator<Mutant> {
  const read = (file: string): string => fs.readFileSync(path.join(directory, file), 'utf8');
  const all = new Set(files);
  for (const file of files) {
    if (file.endsWith('.snap')) yield* snapshotMutants(file, read(file));
    else if (DECIDES.test(file)) yield* manifestMutants(file, read(file));
    else if (LOOSE.test(file)) yield dataMutant(file, read(file));
    if (!CODE.test(file) || isTest(file)) continue;
    yield { kind: 'deleted', title: file, changes: [{ file }] };
    yield* shadows(file, all);
  }
  yield* variableMutants(files.filter((file) => CODE.test(file)).map(read));
}

/** The second half, so that it is not only what comes first that is looked at. */
function* snapshotMutants(file: string, text: string): Generator<Mutant> {
  const values = [...text.matchAll(/^exports\[`.*`\] = `/gm)];
  const value = values.at(values.length >> 1);
  if (value === undefined) return;
  const at = value.index + value[0].length;
  const other = `${text.slice(0, at)}mutant ${text.slice(at)}`;
  yield { kind: 'snapshot', title: file, changes: [{ file, text: other }] };
}

function dataMutant(file: string, text: string): Mutant {
  const other = text.replace(/(\d)|([a-z])(?="|$)/m, (one) => (one === '7' ? '8' : '7'));
  return { kind: 'data', title: file, changes: [{ file, text: other === text ? 'x' : other }] };
}

const MANIFEST: readonly Readonly<Record<string, unknown>>[] = [
  { main: './mutant.js', exports: './mutant.js' },
  { type: 'commonjs' },
  { type: 'module' },
  { imports: { '#mutant': './mutant.js' } },
];
const TSCONFIG: readonly Readonly<Record<string, unknown>>[] = [
  { baseUrl: './mutant', paths: {} },
  { experimentalDecorators: false, emitDecoratorMetadata: false },
  { useDefineForClassFields: false },
  { target: 'es5' },
];

function* manifestMutants(file: string, text: string): Generator<Mutant> {
  if (file.endsWith('-lock.json')) return;
  const isManifest = file.endsWith('package.json');
  let parsed: object;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a manifest is one
    parsed = JSON.parse(
      text.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/,(\s*[}\]])/g, '$1'),
    ) as object;
  } catch {
    return;
  }
  const options: unknown = Reflect.get(parsed, 'compilerOptions');
  for (const part of isManifest ? MANIFEST : TSCONFIG) {
    const other = isManifest
      ? { ...parsed, ...part }
      : { ...parsed, compilerOptions: { ...(typeof options === 'object' && options), ...part } };
    yield {
      kind: isManifest ? 'package.json' : 'tsconfig',
      title: `${file} ${JSON.stringify(part)}`,
      changes: [{ file, text: JSON.stringify(other, undefined, 2) }],
    };
  }
}

/** A new file that an import may now lead to. */
function* shadows(file: string, all: ReadonlySet<string>): Generator<Mutant> {
  const { dir, name, ext } = path.posix.parse(file);
  const text = `throw new Error('shadow');\n`;
  const places =
    name === 'index' && dir !== ''
      ? [`${dir}.ts`, `${dir}.js`]
      : ['.ts', '.tsx', '.js', '.json', '/index.ts'].map((end) => path.posix.join(dir, name + end));
  for (const place of places)
    if (!all.has(place) && !place.endsWith(`${name}${ext}`))
      yield { kind: 'shadow', title: place, changes: [{ file: place, text }] };
}

function* variableMutants(texts: readonly string[]): Generator<Mutant> {
  const names = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/process\.env\.([A-Z]\w+)/g)].map(([, name]) => name),
    ),
  );
  for (const name of names)
    if (name !== undefined)
      yield { kind: 'variable', title: `$${name}`, changes: [], env: { [name]: 'production' } };
}
