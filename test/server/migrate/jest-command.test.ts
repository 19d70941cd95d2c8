import { expect, test } from 'ztest';
import { convertCommands, convertShell, stillJest } from '../../../server/migrate/jest-command.ts';
import { convertManifest } from '../../../server/migrate/json-edits.ts';
import { applyEdits } from '../../../server/migrate/text-edit.ts';
import { convertWorkflow } from '../../../server/migrate/workflow-edits.ts';

test.each([
  ['jest', 'ztest'],
  ['npx jest --ci --coverage', 'npx ztest --coverage'],
  ['tsc && TZ=UTC jest --runInBand src/a', 'tsc && TZ=UTC ztest --workers 1 src/a'],
  ['node --experimental-vm-modules node_modules/jest/bin/jest.js -t "a b"', 'ztest -t "a b"'],
  ['jest --config test/jest.config.js --testPathPattern=unit -u', 'ztest unit --update'],
  [
    'jest --reporters=default --reporters=jest-junit > out.txt',
    'ztest --report terminal,junit > out.txt',
  ],
  [
    'jest --max-workers=50% --bail=2 --coverage=false',
    'ztest --workers 50% --bail=2 --no-coverage',
  ],
  ['eslint jest.config.js && cat jest/setup', 'eslint jest.config.js && cat jest/setup'],
])('%s', (before, after) => {
  const migrated = { hasConfig: (file: string) => file === 'test/jest.config.js', hasRoot };
  expect(convertShell(before, { migrated })).toEqual({ text: after, unknown: [] });
});

test.each([
  [
    'echo jest is nice && eslint --plugin jest src',
    'echo jest is nice && eslint --plugin jest src',
  ],
  ['npm i -D jest; rm -rf jest; yarn add jest', 'npm i -D jest; rm -rf jest; yarn add jest'],
  ['eslint --env jest . | jest --ci', 'eslint --env jest . | ztest'],
  [
    'npx cross-env TZ=UTC NODE_ENV=test jest -i',
    'npx cross-env TZ=UTC NODE_ENV=test ztest --workers 1',
  ],
  [
    'pnpm --filter a exec jest && yarn workspace b run jest',
    'pnpm --filter a exec ztest && yarn workspace b run ztest',
  ],
  ['concurrently "npm:lint" "jest --ci"', 'concurrently "npm:lint" "ztest"'],
  ['env-cmd -f .env jest && doppler run -- jest', 'env-cmd -f .env ztest && doppler run -- ztest'],
  ['npx jest@29 --ci; npm i jest@29', 'npx ztest; npm i jest@29'],
  ['jest -- src', 'ztest -- src'],
  ['X=$(jest --ci) jest', 'X=$(ztest) ztest'],
  [
    "nyc --reporter=text jest 'a b' 2>&1 | tee jest",
    "nyc --reporter=text ztest 'a b' 2>&1 | tee jest",
  ],
])('only what is called is a call: %s', (before, after) => {
  expect(convertShell(before)).toEqual({ text: after, unknown: [] });
});

test.each([
  ['jest --config jest.int.config.js', '--config jest.int.config.js'],
  ['jest -c=other.json --ci', '-c=other.json'],
  ['jest --rootDir packages/a', '--rootDir packages/a'],
  ['jest --selectProjects a', '--selectProjects a'],
])('%s names other tests than those that are migrated', (line, flag) => {
  const migrated = { hasConfig: (file: string) => file === 'jest.config.js', hasRoot };
  expect(convertShell(line, { migrated })).toEqual({ text: line, unknown: [flag] });
  expect(stillJest('script', [flag]).what).toBe(
    `the script still calls Jest: ${flag}: not the configuration that is migrated`,
  );
});

function hasRoot(folder: string): boolean {
  return folder === '.';
}

test('a flag without an equal keeps the call', () => {
  expect(convertShell('jest --magic')).toEqual({ text: 'jest --magic', unknown: ['--magic'] });
});

test.each([
  ['jest --watch', 'ztest --watch'],
  ['jest --watchAll', 'ztest --watch'],
  ['jest --watchAll=false --watch false a', 'ztest a'],
  ['jest -o', 'ztest --changed=HEAD'],
  ['jest --onlyChanged', 'ztest --changed=HEAD'],
  ['jest --changedSince main', 'ztest --changed=main'],
  ['jest --shard=1/3', 'ztest --shard 1/3'],
  ['jest --bail 2 -b', 'ztest --bail=2 --bail'],
  ['jest --listTests src', 'ztest list src'],
  [
    "jest --coverage --coverageReporters=text --coverageReporters lcov --collectCoverageFrom='src/**'",
    "ztest --coverage --coverage.include 'src/**' --coverage.report text,lcov",
  ],
  ['node --inspect-brk node_modules/.bin/jest -i', 'ztest --inspect-brk --workers 1'],
  ['node --inspect=9229 ./node_modules/jest/bin/jest.js', 'ztest --inspect-brk=9229'],
])('an equal has another name: %s', (before, after) => {
  expect(convertShell(before)).toEqual({ text: after, unknown: [] });
});

test.each([
  ['jest --listTests | xargs wc', '--listTests'],
  ['jest --coverage --coverageReporters=text-lcov | coveralls', '--coverageReporters=text-lcov'],
  ["jest --collectCoverageFrom '!src/**'", "--collectCoverageFrom '!src/**'"],
  ['jest "test/.*\\.test\\.js$"', '"test/.*\\.test\\.js$"'],
  ['jest --testPathPattern="a|b"', '"a|b"'],
  ['jest --env=jsdom', '--env=jsdom'],
  ['jest --reporters mine', '--reporters mine'],
  ['node -r dotenv/config node_modules/.bin/jest', '-r'],
])('what has no equal stays: %s', (line, flag) => {
  expect(convertShell(line)).toEqual({ text: line, unknown: [flag] });
});

test('what another command may run is told', () => {
  const line =
    'lerna run jest && docker run app jest; codecov -F jest; entr "jest src"; lerna add jest-x';
  const { text, unknown } = convertShell(line);
  expect({ text, unknown }).toEqual({ text: line, unknown: [] });
  const ats = convertCommands(line).leftovers.map(({ at }) => line.slice(at, at + 5));
  expect(ats).toEqual(['jest ', 'jest;', '"jest']);
  expect(stillJest('script', []).what).toContain('by a command that is not known here');
});

test('a manifest keeps its order and indentation', () => {
  const text = `{\n\t"scripts": { "test": "jest" },\n\t"jest": { "bail": 1 },\n\t"devDependencies": {\n\t\t"jest": "30",\n\t\t"zod": "4"\n\t}\n}\n`;
  const { edits } = convertManifest({
    file: 'package.json',
    text,
    version: '^1.0.0',
    dropsJestKey: true,
  });
  expect(applyEdits(text, edits)).toBe(
    `{\n\t"scripts": { "test": "ztest" },\n\t"devDependencies": {\n\t\t"jest": "30",\n\t\t"zod": "4",\n\t\t"ztest": "^1.0.0"\n\t}\n}\n`,
  );
});

test('arguments behind another script are converted, through several', () => {
  const text = JSON.stringify({
    scripts: {
      'test:coverage': 'npm run test:only -- --coverage --ci',
      'test:only': 'TZ=UTC jest',
      test: 'npm run test:only --',
      ci: 'npm run test -- --ci -i src/a && yarn lint --ci',
      lint: 'jest && eslint .',
    },
  });
  const wish = { file: 'package.json', version: undefined, dropsJestKey: false };
  const { edits, scripts } = convertManifest({ ...wish, text });
  expect(JSON.parse(applyEdits(text, edits))).toEqual({
    scripts: {
      'test:coverage': 'npm run test:only -- --coverage',
      'test:only': 'TZ=UTC ztest',
      test: 'npm run test:only --',
      ci: 'npm run test -- --workers 1 src/a && yarn lint --ci',
      lint: 'ztest && eslint .',
    },
  });
  expect([...scripts].sort()).toEqual(['test', 'test:coverage', 'test:only']);
});

test('steps of a workflow call ztest, also through a script', () => {
  const text = `      - name: jest on CI\n      - run: npm test -- --ci --runInBand\n      - run: npx jest --coverage # all\n`;
  const { edits } = convertWorkflow({ file: 'ci.yml', text, scripts: new Set(['test']) });
  expect(applyEdits(text, edits)).toBe(
    `      - name: jest on CI\n      - run: npm test -- --workers 1\n      - run: npx ztest --coverage # all\n`,
  );
});

test('what an action is given for a shell is converted, and what it may read is named', () => {
  const before = [
    '      - uses: nick-fields/retry@v3',
    '        with:',
    '          command: npx jest --ci',
    '          timeout_minutes: 5',
    '      - uses: coverage/report@v2',
    '        with:',
    '          test-script: npx jest --json',
    '          package-manager: jest',
    '',
  ].join('\n');
  const after = before.replace('npx jest --ci', 'npx ztest');
  expect(workflow(before)).toEqual({ after, lines: [7] });
});

test('of a workflow, nothing changes but what its steps run', () => {
  const kept = [
    'jobs:',
    '  jest:',
    '    needs: [jest]',
    '    strategy:',
    '      matrix: { runner: [jest, tsc] }',
    '    defaults:',
    '      run:',
    '        working-directory: jest',
    '    steps:',
    '      - uses: actions/cache@v4',
    '        with:',
    '          path: |',
    '            jest',
    '          restore-keys: jest',
    '      - run: npm run ${{ matrix.runner || (jest) }}',
    '        env:',
    '          TOOL: jest',
    '      - run: echo "all jest tests passed"',
    '',
  ].join('\n');
  expect(workflow(kept)).toEqual({ after: kept, lines: [] });
});

test('a command of a step may take several lines', () => {
  const before = [
    '      - name: Run',
    '        run: |',
    '          # jest here',
    '',
    '          npx jest --ci \\',
    '            --coverage \\',
    '            --maxWorkers=2',
    '          ./node_modules/.bin/jest',
    '        env: { A: jest }',
    '      - run: >-',
    '          npx jest',
    '          --ci',
    '      - run: "npx jest --ci" # jest',
    '      - run: "npx jest --ci -t \\"a b\\""',
    "      - run: 'npx jest --ci -t ''a b''' # 'jest'",
    '      - run: jest',
    '          --maxWorkers=2',
    '      - run: npx jest --magic',
    '      - run: npm t -- --magic',
  ].join('\r\n');
  const after = [
    '      - name: Run',
    '        run: |',
    '          # jest here',
    '',
    '          npx ztest --coverage --workers 2',
    '          npx ztest',
    '        env: { A: jest }',
    '      - run: >-',
    '          npx ztest',
    '      - run: "npx ztest" # jest',
    '      - run: "npx ztest -t \\"a b\\""',
    "      - run: 'npx ztest -t ''a b''' # 'jest'",
    '      - run: npx ztest --workers 2',
    '      - run: npx jest --magic',
    '      - run: npm t -- --magic',
  ].join('\r\n');
  expect(workflow(before)).toEqual({ after, lines: [18, 19] });
});

function workflow(text: string): { readonly after: string; readonly lines: readonly unknown[] } {
  const { edits, notes } = convertWorkflow({ file: 'ci.yml', text, scripts: new Set(['test']) });
  return { after: applyEdits(text, edits), lines: notes.map(({ line }) => line) };
}
