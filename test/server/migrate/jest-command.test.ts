import { expect, test } from 'ztest';
import { convertShell } from '../../../server/migrate/jest-command.ts';
import { convertManifest, convertTsconfig } from '../../../server/migrate/json-edits.ts';
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
  expect(convertShell(before)).toEqual({ text: after, unknown: [] });
});

test('a flag without an equal keeps the call', () => {
  expect(convertShell('jest --watch')).toEqual({ text: 'jest --watch', unknown: ['--watch'] });
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

test('a tsconfig keeps its comments', () => {
  const text = `{\n  // ours\n  "compilerOptions": { "types": ["node", "jest"], /* last */ }\n}\n`;
  expect(applyEdits(text, convertTsconfig('tsconfig.json', text).edits)).toBe(
    `{\n  // ours\n  "compilerOptions": { "types": ["node"], /* last */ }\n}\n`,
  );
});

test('steps of a workflow call ztest, also through a script', () => {
  const text = `      - name: jest on CI\n      - run: npm test -- --ci --runInBand\n      - run: npx jest --coverage # all\n`;
  const { edits } = convertWorkflow({ file: 'ci.yml', text, scripts: new Set(['test']) });
  expect(applyEdits(text, edits)).toBe(
    `      - name: jest on CI\n      - run: npm test -- --workers 1\n      - run: npx ztest --coverage # all\n`,
  );
});
