/**
 * Whether affected tests are sound: `node scripts/mutations.ts <project> [count] [seed]` breaks one function after the other in
 * copies of a project, runs everything, and holds the tests whose outcome is another against those that were said to be affected,
 * with and without knowing what tests have run. The project needs its packages; it stays as it is.
 */
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findCode, type FunctionCode } from '../server/parsing/code-units.ts';

const [project = '', count = '20', seed = '1'] = process.argv.slice(2);
const COMMAND = path.resolve(import.meta.dirname, '../bin/ztest.cjs');
const MOST_OUTPUT = 512 * 1024 * 1024;

interface Selection {
  readonly files: readonly {
    readonly file: string;
    readonly tests?: readonly { readonly id: string }[];
  }[];
}

interface Copy {
  readonly directory: string;
  readonly write: (file: string, text: string) => void;
  readonly run: (args?: readonly string[]) => ReadonlyMap<string, string>;
  readonly ask: (args: readonly string[]) => string;
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'ztest-mutations-'));
process.on('exit', () => fs.rmSync(work, { recursive: true, force: true }));
const [counted, plain, truth] = ['counted', 'plain', 'truth'].map(copyTo);
if (counted === undefined || plain === undefined || truth === undefined)
  throw new Error('no copies');

const first = truth.run();
const second = truth.run();
const stable = new Map([...first].filter(([id, outcome]) => second.get(id) === outcome));
counted.run(['--coverage']);
plain.run();
const tests = [...stable.keys()];
const files = new Set(tests.map(fileOf));
console.log(`${path.basename(project)}: ${files.size} files, ${tests.length} tests`);

const reaching = new Map<string, ReadonlySet<string>>();
const totals = {
  mutants: 0,
  killed: 0,
  changed: 0,
  missed: [0, 0],
  files: [0, 0, 0],
  tests: [0, 0, 0],
};
for (const { file, text, body, name } of shuffled(candidates())) {
  if (totals.mutants === Number(count)) break;
  const reached = reachingFiles(file);
  if (reached.size === 0) continue;
  const mutant = mutate(text, body, totals.mutants);
  for (const copy of [counted, plain, truth]) copy.write(file, mutant);
  const outcomes = truth.run();
  const changed = tests.filter((id) => outcomes.get(id) !== stable.get(id));
  const answers = [counted, plain].map(
    (copy) => JSON.parse(copy.ask(['affected', '--json'])) as Selection, // oxlint-disable-line typescript/no-unsafe-type-assertion -- our own output
  );
  for (const copy of [counted, plain, truth]) copy.write(file, text);
  totals.mutants += 1;
  totals.killed += Number(changed.length > 0);
  totals.changed += changed.length;
  const shares = answers.map((answer, i) => {
    const selected = selectedIn(answer);
    const missed = changed.filter((id) => !selected.has(id));
    totals.missed[i] = (totals.missed[i] ?? 0) + missed.length;
    for (const id of missed.slice(0, 3))
      console.log(`  MISSED (${i === 0 ? 'counted' : 'static'}) ${id}`);
    return add(i, new Set([...selected].map(fileOf)).size, selected.size);
  });
  shares.push(add(2, reached.size, tests.filter((id) => reached.has(fileOf(id))).length));
  console.log(
    `  ${file} ${name || '(anonymous)'}: ${changed.length} changed; selected ${shares.join(', by file ').replace(', by file', ', static')}`,
  );
}
const share = (parts: readonly number[], of: number): string =>
  parts.map((n) => ((100 * n) / Math.max(1, of * totals.mutants)).toFixed(1)).join(' | ');
const row = [
  path.basename(project),
  files.size,
  tests.length,
  `${totals.killed} of ${totals.mutants}`,
  totals.missed.join(', '),
  share(totals.tests, tests.length),
  share(totals.files, files.size),
];
console.log(`| ${row.join(' | ')} |`);

function add(i: number, ofFiles: number, ofTests: number): string {
  totals.files[i] = (totals.files[i] ?? 0) + ofFiles;
  totals.tests[i] = (totals.tests[i] ?? 0) + ofTests;
  return `${ofTests} tests of ${ofFiles} files`;
}

function copyTo(name: string): Copy {
  const directory = path.join(work, name);
  fs.cpSync(project, directory, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from) => !/\/(?:node_modules|\.git|\.ztest|coverage)$/.test(from),
  });
  const packages = path.join(path.resolve(project), 'node_modules');
  if (fs.existsSync(packages)) fs.symlinkSync(packages, path.join(directory, 'node_modules'));
  const ask = (args: readonly string[]): string => {
    try {
      const options: ExecFileSyncOptionsWithStringEncoding = {
        cwd: directory,
        encoding: 'utf8',
        maxBuffer: MOST_OUTPUT,
        stdio: ['ignore', 'pipe', 'ignore'],
      };
      return execFileSync(process.execPath, [COMMAND, ...args], options);
    } catch (error) {
      const output: unknown = error instanceof Error ? Reflect.get(error, 'stdout') : undefined; // tests that fail are an answer
      return typeof output === 'string' ? output : '';
    }
  };
  return {
    directory,
    ask,
    write: (file, text) => fs.writeFileSync(path.join(directory, file), text),
    run: (args = []) => {
      const record = path.join(work, `${name}.ndjson`);
      fs.rmSync(record, { force: true });
      ask(['run', ...args, '--report', `events=${record}`]);
      const outcomes = new Map<string, string>();
      for (const line of fs.readFileSync(record, 'utf8').split('\n')) {
        if (!line.includes('"test-finished"')) continue;
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own report
        const event = JSON.parse(line) as { type: string; id: string; outcome: string };
        if (event.type === 'test-finished') outcomes.set(event.id, event.outcome);
      }
      return outcomes;
    },
  };
}

function selectedIn({ files: found }: Selection): ReadonlySet<string> {
  const byFile = new Map(found.map((one) => [one.file, one.tests?.map(({ id }) => id)]));
  return new Set(
    tests.filter((id) => {
      if (!byFile.has(fileOf(id))) return false;
      const own = byFile.get(fileOf(id));
      return own === undefined || own.includes(id);
    }),
  );
}

/** As file-level selection has it. */
function reachingFiles(file: string): ReadonlySet<string> {
  const known = reaching.get(file);
  if (known !== undefined) return known;
  const text = plain?.ask(['graph', file, '--dependants', '--json']) ?? '';
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own output
  const { entries } = JSON.parse(text) as { entries: { kind: string; name: string }[] };
  const found = new Set(entries.filter(({ kind }) => kind === 'test').map(({ name }) => name));
  reaching.set(file, found);
  return found;
}

interface Candidate {
  readonly file: string;
  readonly text: string;
  readonly name: string;
  readonly body: FunctionCode['body'];
}

/** Functions with a block in files that are no tests. */
function* candidates(): Generator<Candidate> {
  const all = fs.readdirSync(truth?.directory ?? '', { recursive: true, encoding: 'utf8' });
  for (const file of all.toSorted()) {
    if (!/(?<!\.d)\.[cm]?[jt]sx?$/.test(file) || files.has(file)) continue;
    if (
      /(?:^|\/)(?:node_modules|dist|docs?|site|website|scripts|benchmarks?|examples?|tests?|__tests__|type-tests)\/|config|\.ztest/.test(
        file,
      )
    )
      continue;
    const text = fs.readFileSync(path.join(truth?.directory ?? '', file), 'utf8');
    for (const { name, body } of flat(findCode(file, text)?.functions ?? []))
      if (offsetOf(text, body) !== undefined) yield { file, text, name, body };
  }
}

function* flat(functions: readonly FunctionCode[]): Generator<FunctionCode> {
  for (const one of functions) {
    yield one;
    yield* flat(one.functions);
  }
}

/** Behind the brace. */
function offsetOf(text: string, [line, column]: FunctionCode['body']): number | undefined {
  const before = text.split('\n').slice(0, line - 1);
  const at = before.reduce((sum, one) => sum + one.length + 1, 0) + column;
  const isValue = /\(\s*$/.test(text.slice(0, at)); // `() => ({ … })`
  return text[at] === '{' && !isValue ? at + 1 : undefined;
}

function mutate(text: string, body: FunctionCode['body'], number: number): string {
  const at = offsetOf(text, body) ?? 0;
  const words = number % 2 === 0 ? `throw new Error('mutant');` : 'return undefined;';
  return text.slice(0, at) + words + text.slice(at);
}

function shuffled(all: Iterable<Candidate>): readonly Candidate[] {
  let state = Number(seed);
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return [...all]
    .map((candidate) => ({ candidate, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ candidate }) => candidate);
}

function fileOf(id: string): string {
  return id.slice(0, id.indexOf('#'));
}
