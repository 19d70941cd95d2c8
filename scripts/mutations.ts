/**
 * Whether affected tests are sound: `node scripts/mutations.ts <project> [count] [seed] [--tools folder] [--kinds a,b]` makes one
 * change after the other in copies of a project, runs everything, and holds the tests whose outcome is another against those that
 * were said to be affected: by the command, with and without knowing what tests have run, in an editor after a save, and by
 * `--changed`, where what is known of each test at the end must be what a run of everything says. `--tools`: Vitest and Jest are
 * installed there, and their selection by files is measured on the same changes. The project needs its packages; it stays as it is.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileOfTest } from '../test-host/protocol.ts';
import { codeMutants } from './mutations/code-mutants.ts';
import {
  jestFileLevel,
  ownFileLevel,
  vitestFileLevel,
  type FileLevel,
} from './mutations/file-level.ts';
import { pick, type Mutant } from './mutations/mutant.ts';
import { ProjectCopy, TooLong, type Outcomes } from './mutations/project-copy.ts';
import { projectMutants } from './mutations/project-mutants.ts';
import { askCommand, openEditor } from './mutations/selections.ts';
import { Totals } from './mutations/totals.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { tools: { type: 'string' }, kinds: { type: 'string' } },
});
const [project = '', count = '20', seed = '1'] = positionals;

const work = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ztest-mutations-'));
process.on('exit', () => fs.rmSync(work, { recursive: true, force: true }));
const copyTo = (name: string): ProjectCopy => new ProjectCopy(project, path.join(work, name));
const truth = copyTo('truth');
const counted = copyTo('counted');
const plain = copyTo('plain');
const lived = copyTo('lived');

const first = truth.run();
const second = truth.run();
const third = truth.run(['--shuffle']);
const isStable = (id: string): boolean =>
  first.get(id) === second.get(id) && first.get(id) === third.get(id);
const stable = new Map([...first].filter(([id]) => isStable(id)));
counted.run(['--coverage']);
plain.run();
const known = new Map(lived.run(['--coverage']));
const tests = [...stable.keys()];
const files = [...new Set(tests.map(fileOfTest))];
console.log(`${path.basename(project)}: ${files.length} files, ${tests.length} tests`);

await using editor = await openEditor(counted);
const { tools } = values;
const options = { copy: truth, tests: files, tools: path.resolve(tools ?? '') };
const levels: FileLevel[] = [ownFileLevel(truth)];
await using vitest = tools === undefined ? undefined : await vitestFileLevel(options);
if (vitest !== undefined) levels.push(vitest);
const jest = tools === undefined ? undefined : jestFileLevel(options);
if (jest !== undefined) levels.push(jest);

/** What has no part in the tests of any project. */
const SKIPPED =
  /(?:^|\/)(?:node_modules|\.git|\.ztest|dist|docs?|site|website|scripts|benchmarks?|perf-testing|examples?|images|cdn|samples?|type-tests|coverage)\/|(?:^|\/)(?:[A-Z]+\.md|\.[^/]*)$|\.config\.[cm]?[jt]s$/;
const asked = new Map<string, ReturnType<FileLevel['related']>>();
const baseline = askCommand(counted, tests);
if (baseline.size > 0)
  console.log(`  selected without any change: ${counted.ask(['affected', '--explain'])}`);
const totals = new Totals({ files: files.length, tests: tests.length });
const kinds = values.kinds?.split(',');
const all = [...mutants()].filter(({ kind }) => kinds?.includes(kind) ?? true);
for (const mutant of pick(all, Number(seed)).slice(0, Number(count))) await look(mutant);
for (const line of totals.lines()) console.log(line);

async function look(mutant: Mutant): Promise<void> {
  // What is gone has no importers left, what is new has none before.
  const isNew = mutant.changes.some(({ file }) => !truth.has(file));
  const before = isNew ? [] : await askFileLevels(mutant);
  for (const copy of [truth, counted, plain, lived]) copy.apply(mutant);
  const related = isNew ? await askFileLevels(mutant) : before;
  const outcomes = runUnlessLooping();
  if (outcomes === undefined) {
    for (const copy of [truth, counted, plain, lived]) copy.undo();
    return;
  }
  const differs = (id: string): boolean => outcomes.get(id) !== stable.get(id);
  const tests = [...stable.keys()];
  let changed = tests.filter(differs);
  const ways: [string, ReadonlySet<string>][] = [
    ['counted', askCommand(counted, tests)],
    ['plain', askCommand(plain, tests)],
  ];
  if (mutant.env === undefined) ways.push(['editor', await editor.ask(mutant, tests)]);
  for (const [id, outcome] of lived.run(['--changed', '--coverage'])) known.set(id, outcome);
  if (changed.some((id) => ways.some(([, selected]) => !selected.has(id)))) {
    const again = truth.run();
    for (const id of changed) if (again.get(id) !== outcomes.get(id)) stable.delete(id); // it is flaky
    changed = changed.filter((id) => stable.has(id));
  }
  const stale = changed.filter((id) => outcomes.has(id) && known.get(id) !== outcomes.get(id));
  const others = tests.filter((id) => !changed.includes(id) && known.get(id) !== outcomes.get(id));
  for (const copy of [truth, counted, plain, lived]) copy.undo();
  await editor.undo(mutant);
  const shares = ways.map(([name, selected]) => add(name, selected, changed));
  const own = ways[0]?.[1] ?? new Set<string>();
  for (const [name, found] of related)
    add(name, new Set(tests.filter((id) => found.has(fileOfTest(id)))), changed);
  totals.addMutant(mutant.kind, { changed: changed.length, selected: own.size });
  console.log(`  ${mutant.kind} ${mutant.title}: ${changed.length} changed; ${shares.join(', ')}`);
  if (mutant.isHarmless === true && own.size > 0) console.log(`    needless: ${own.size}`);
  for (const id of [...stale, ...others].slice(0, 3))
    console.log(`    MISSED (--changed) ${id}: ${known.get(id)} is ${outcomes.get(id)}`);
  for (const id of [...stale, ...others]) {
    const outcome = outcomes.get(id);
    if (outcome !== undefined) known.set(id, outcome); // told once
  }
}

function runUnlessLooping(): Outcomes | undefined {
  try {
    return truth.run();
  } catch (error) {
    if (error instanceof TooLong) return undefined;
    throw error;
  }
}

function add(name: string, selected: ReadonlySet<string>, changed: readonly string[]): string {
  const missed = changed.filter((id) => !selected.has(id));
  if (changed.length === 0) return `${name} ${selected.size}`;
  totals.add(name, {
    files: new Set([...selected].map(fileOfTest)).size,
    tests: selected.size,
    missed: missed.length,
  });
  for (const id of missed.slice(0, 3)) console.log(`    MISSED (${name}) ${id}`);
  return `${name} ${selected.size}`;
}

/** Before anything has changed: afterwards a file may be gone. */
async function askFileLevels({
  changes,
}: Mutant): Promise<readonly (readonly [string, ReadonlySet<string>])[]> {
  const [change] = changes;
  if (change === undefined) return [];
  const answers = await Promise.all(
    levels.map(async (level) => [level.name, await relatedTo(change.file, level)] as const),
  );
  return answers.flatMap(([name, found]) => (found === undefined ? [] : [[name, found] as const]));
}

function relatedTo(file: string, level: FileLevel): ReturnType<FileLevel['related']> {
  const key = `${level.name} ${file}`;
  let answer = asked.get(key);
  if (answer === undefined) asked.set(key, (answer = level.related(file)));
  return answer;
}

function* mutants(): Generator<Mutant> {
  const found = fs
    .readdirSync(truth.directory, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(truth.directory, path.join(entry.parentPath, entry.name)))
    .filter((file) => !SKIPPED.test(file))
    .toSorted();
  const isTest = (file: string): boolean => files.includes(file);
  for (const file of found)
    if (/(?<!\.d|\.config)\.[cm]?[jt]sx?$/.test(file) && !isTest(file))
      yield* codeMutants(file, fs.readFileSync(path.join(truth.directory, file), 'utf8'));
  yield* projectMutants({ directory: truth.directory, files: found, isTest });
}
