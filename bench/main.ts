/**
 * `npm run bench`: measures ztest against the other frameworks and writes `bench/RESULTS.md`.
 * A person starts it, on a quiet machine. It measures and never judges what it did not measure.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AFFECTED_SCENARIO, affectedSection } from './affected.ts';
import {
  COVERAGE_SCENARIO,
  coverageSection,
  PUBLIC_COVERAGE_SCENARIO,
  publicCoverageSection,
} from './coverage.ts';
import { DISCOVERY_SCENARIO, discoverySection } from './discovery.ts';
import { HISTORY_SCENARIO, historySection } from './history.ts';
import { packageSizeSection, SIZE_SCENARIO } from './package-size.ts';
import { repositoryRoot } from './paths.ts';
import { runScenario, type RoundOptions } from './rounds.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { mergeSections, renderSection, scenarioSection, type Section } from './section.ts';
import { prepareTool, toolVersion } from './tools.ts';
import { VSCODE_SCENARIO, vscodeSection } from './vscode.ts';

const NAMES = [
  ...SCENARIOS.map(({ name }) => name),
  DISCOVERY_SCENARIO,
  COVERAGE_SCENARIO,
  PUBLIC_COVERAGE_SCENARIO,
  HISTORY_SCENARIO,
  AFFECTED_SCENARIO,
  VSCODE_SCENARIO,
  SIZE_SCENARIO,
];

const HELP = `Measures ztest against other test frameworks and writes bench/RESULTS.md.

  npm run bench -- [options]

  --only a,b    only these scenarios: ${NAMES.join(', ')}
  --suites a,b  folders of installed projects with suites of Jest, for ${PUBLIC_COVERAGE_SCENARIO}
  --quick       fewer rounds: a look, not a figure to quote
  --rounds N    timed rounds (default 9, quick 3)
  --no-write    print the tables only
`;

const PREAMBLE = `# Results

Written by \`npm run bench\`; do not edit. How it is measured is in [README.md](README.md). Ratios are of medians of wall time.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      suites: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      'no-write': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const suites = values.suites?.split(',').map((folder) => resolve(folder)) ?? [];
  const wanted = (values.only?.split(',').flatMap(withParts) ?? NAMES).filter(
    (name) => name !== PUBLIC_COVERAGE_SCENARIO || suites.length > 0,
  );
  const unknown = wanted.find((name) => !NAMES.includes(name));
  if (values.help || unknown !== undefined) {
    process.stdout.write(
      unknown === undefined ? HELP : `There is no scenario '${unknown}'.\n\n${HELP}`,
    );
    return unknown === undefined ? 0 : 2;
  }
  const options = roundOptions(values.quick, values.rounds);
  let isAnyMissed = false;
  for (const name of NAMES.filter((known) => wanted.includes(known))) {
    const section = await measureSection(name, { ...options, suites });
    process.stdout.write(`\n${renderSection(section)}`);
    // After each, so that what was measured is kept when a later one is interrupted.
    if (!values['no-write']) writePage(section);
    isAnyMissed ||= section.verdicts.some(({ outcome }) => outcome === 'missed');
  }
  return isAnyMissed ? 1 : 0;
}

async function measureSection(
  name: string,
  { suites, ...options }: RoundOptions & { readonly suites: readonly string[] },
): Promise<Section> {
  if (name === PUBLIC_COVERAGE_SCENARIO)
    return await publicCoverageSection(suites, {
      circumstances: circumstances(['ztest']),
      options,
    });
  if (name === DISCOVERY_SCENARIO) {
    return await discoverySection(circumstances(['ztest', 'vitest']), options);
  }
  if (name === HISTORY_SCENARIO) return await historySection(circumstances(['ztest']), options);
  if (name === AFFECTED_SCENARIO) return await affectedSection(circumstances(['ztest']), options);
  if (name === VSCODE_SCENARIO) return await vscodeSection(circumstances(['ztest']), options);
  if (name === COVERAGE_SCENARIO) return await coverageSection(circumstances(['ztest']), options);
  const scenario = SCENARIOS.find((known) => known.name === name);
  return scenario ? measureScenario(scenario, options) : packageSizeSection(circumstances([]));
}

/** `coverage` is all that begins with it. */
function withParts(name: string): readonly string[] {
  const parts = NAMES.filter((known) => known === name || known.startsWith(`${name}-`));
  return parts.length > 0 ? parts : [name];
}

function roundOptions(isQuick: boolean, rounds: string | undefined): RoundOptions {
  const timed = rounds === undefined ? (isQuick ? 3 : 9) : Number(rounds);
  if (!Number.isInteger(timed) || timed < 1)
    throw new Error(`--rounds needs a whole number of at least 1, not '${rounds}'.`);
  return {
    rounds: timed,
    slowRounds: Math.min(timed, isQuick ? 1 : 3),
    memoryRounds: 1,
    progress: (line) => process.stderr.write(`${line}\n`),
  };
}

async function measureScenario(scenario: Scenario, options: RoundOptions): Promise<Section> {
  const before = circumstances(scenario.contenders.map(({ flavour }) => flavour));
  const results = await runScenario(scenario, options);
  const raw = join(repositoryRoot, 'bench', 'results');
  mkdirSync(raw, { recursive: true });
  writeFileSync(
    join(raw, `${scenario.name}.json`),
    `${JSON.stringify({ circumstances: before, scenario, results }, null, 2)}\n`,
  );
  return scenarioSection(scenario, results, before);
}

/** When, on what, and with which versions: a figure without these cannot be compared. */
function circumstances(flavours: readonly Scenario['contenders'][number]['flavour'][]): string {
  const [processor] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const names = [...new Set(flavours)].filter((flavour) => flavour !== 'baseline');
  const versions = names.filter((flavour) => !prepareTool(flavour)).map(toolVersion);
  return [
    new Date().toISOString().slice(0, 10),
    `${processor?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${gigabytes} GB, ${platform()} ${arch()}`,
    `load ${(loadavg()[0] ?? 0).toFixed(1)} before the start`,
    `Node ${process.versions.node}`,
    ...versions,
  ].join(' · ');
}

function writePage(section: Section): void {
  const path = join(repositoryRoot, 'bench', 'RESULTS.md');
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '';
  writeFileSync(path, mergeSections(page, [section], { preamble: PREAMBLE, order: NAMES }));
}

// Ends what is being measured too: see the exit handler in `measure.ts`.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.exitCode = await main();
