/**
 * Writes a synthetic project. Also a command of its own:
 *
 *     node bench/generate.ts --flavour ztest --files 100 --tests 10 --modules 200 --out DIR
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FLAVOURS, FLAVOUR_NAMES, isFlavourName, type FlavourName } from './flavours.ts';
import { moduleFiles, testFiles, type ProjectShape } from './project-shape.ts';

/** The suite of the table: 100 files, 1,000 tests, 200 shared modules of which a file reaches 20. */
export const SUITE_SHAPE: ProjectShape = {
  files: 100,
  tests: 10,
  modules: 200,
  reach: 20,
  work: 0,
  typescript: true,
};

/**
 * Writes a project of this shape for one framework, replacing what an earlier call wrote.
 *
 * @param flavour the framework whose words the tests use
 * @param shape how large the project is
 * @param directory where it goes; made when missing. Only files of our own making are removed from it.
 * @throws Error when the directory holds something that this generator did not write
 */
export function generateProject(
  flavour: FlavourName,
  shape: ProjectShape,
  directory: string,
): void {
  const { dialect, config, manifest, packages } = FLAVOURS[flavour];
  clear(directory);
  const packageJson = {
    name: `bench-${flavour}`,
    private: true,
    ...manifest,
    devDependencies: packages,
  };
  const files = [
    { path: 'package.json', text: `${JSON.stringify(packageJson, null, 2)}\n` },
    { path: MARKER, text: `${JSON.stringify({ flavour, ...shape })}\n` },
    ...config,
    ...moduleFiles(shape),
    ...testFiles(shape, dialect),
  ];
  for (const file of files) {
    const path = join(directory, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text);
  }
}

/** Lies in every generated project, so that we never empty a folder that somebody else made. */
const MARKER = '.bench-project.json';

function clear(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const entries = readdirSync(directory);
  if (entries.length === 0) return;
  if (!entries.includes(MARKER))
    throw new Error(`${directory} is not empty and was not made by this generator.`);
  for (const entry of entries) rmSync(join(directory, entry), { recursive: true });
}

const HELP = `Writes a synthetic test project.

  node bench/generate.ts --flavour ztest --out DIR [options]

  --flavour NAME   ${FLAVOUR_NAMES.join(', ')} (default ztest)
  --out DIR        where to write it (required)
  --files N        test files (default ${SUITE_SHAPE.files})
  --tests N        tests in each file (default ${SUITE_SHAPE.tests})
  --modules N      shared modules (default ${SUITE_SHAPE.modules})
  --reach N        modules that the closure of a test file holds (default ${SUITE_SHAPE.reach})
  --work N         CPU work in each test, in thousands of rounds, 1 to 2 µs each (default 0)
  --javascript     JavaScript instead of TypeScript
`;

function main(): number {
  const { values } = parseArgs({
    options: {
      flavour: { type: 'string', default: 'ztest' },
      out: { type: 'string' },
      files: { type: 'string', default: String(SUITE_SHAPE.files) },
      tests: { type: 'string', default: String(SUITE_SHAPE.tests) },
      modules: { type: 'string', default: String(SUITE_SHAPE.modules) },
      reach: { type: 'string', default: String(SUITE_SHAPE.reach) },
      work: { type: 'string', default: String(SUITE_SHAPE.work) },
      javascript: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { flavour, out } = values;
  if (values.help || out === undefined || !isFlavourName(flavour)) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  const shape: ProjectShape = {
    files: count(values.files, '--files', 1),
    tests: count(values.tests, '--tests', 1),
    modules: count(values.modules, '--modules', 1),
    reach: count(values.reach, '--reach', 1),
    work: count(values.work, '--work', 0),
    typescript: !values.javascript,
  };
  generateProject(flavour, shape, resolve(out));
  return 0;
}

function count(text: string, flag: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new Error(`${flag} needs a whole number of at least ${least}, not '${text}'.`);
  }
  return value;
}

if (import.meta.main) process.exitCode = main();
