import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject } from '../support/run-project.ts';

const manifest = { 'package.json': '{ "name": "project" }' };
const jest = (version: string): Readonly<Record<string, string>> => ({
  'node_modules/jest/package.json': `{ "name": "jest", "version": "${version}" }`,
});

const suite = `
  const target = { answer: () => 42, get size() { return 1; } };
  test('spies', () => {
    spyOn(target, 'answer');
    expect(target.answer(1)).toBe(undefined);
    expect(target.answer.calls.allArgs()).toEqual([[1]]);
    expect(target.answer).toHaveBeenCalledWith(1);
    target.answer.and.returnValues(5, 6);
    expect([target.answer(), target.answer()]).toEqual([5, 6]);
    target.answer.and.callThrough();
    expect(target.answer()).toBe(42);
    spyOn(target, 'size', 'get').and.returnValue(7);
    expect(target.size).toBe(7);
    expect(() => spyOn(target, 'answer')).toThrow('answer has already been spied upon');
    expect(() => spyOn(target, 'nothing')).toThrow('nothing() method does not exist');
  });
  test('puts back', () => { expect([target.answer(), target.size]).toEqual([42, 1]); });
  test('makes', () => {
    const spy = jasmine.createSpy('name').and.callFake((a) => a + 1);
    expect(spy(1)).toBe(2);
    expect(spy.calls.mostRecent().args).toEqual([1]);
  });
  test('is pending', () => { pending('not yet'); });
  test('fails', () => { fail('on purpose'); });
`;

const outcomes = {
  spies: 'passed',
  'puts back': 'passed',
  makes: 'passed',
  'is pending': 'skipped skip',
  fails: 'failed',
};

test('until Jest 26 tests run in Jasmine, with its spies', async () => {
  using run = await runProject({
    ...manifest,
    ...jest('26.6.3'),
    'jest.config.js': `module.exports = { testEnvironment: 'node' };`,
    'a.test.js': suite,
  });
  expect(testOutcomes(run.events)).toEqual(outcomes);
});

test('later they do when testRunner says so', async () => {
  using run = await runProject({
    ...manifest,
    ...jest('29.7.0'),
    'jest.config.js': `module.exports = { testRunner: 'jest-jasmine2' };`,
    'a.test.js': suite,
  });
  expect(testOutcomes(run.events)).toEqual(outcomes);
});

test.for([
  ['27.5.1', ''],
  ['26.6.3', `testRunner: 'jest-circus/runner'`],
] as const)('in jest-circus of Jest %s there is nothing of Jasmine', async ([version, setting]) => {
  using run = await runProject({
    ...manifest,
    ...jest(version),
    'jest.config.js': `module.exports = { testEnvironment: 'node', ${setting} };`,
    'a.test.js': `test('a', () => {
      expect([typeof fail, typeof pending, typeof spyOn, typeof jasmine]).toEqual(Array(4).fill('undefined'));
    });`,
  });
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});

test('errorOnDeprecated: what is of Jasmine fails', async () => {
  using run = await runProject({
    ...manifest,
    ...jest('26.6.3'),
    'jest.config.js': `module.exports = { testEnvironment: 'node', errorOnDeprecated: true };`,
    'a.test.js': `test('a', () => {
      expect(() => spyOn({}, 'a')).toThrow('Illegal usage of global \`spyOn\`, prefer \`jest.spyOn\`.');
      expect(() => pending()).toThrow('Illegal usage of global');
      expect(() => jasmine.createSpy()).toThrow('Illegal usage of \`jasmine.createSpy\`, prefer \`jest.fn\`.');
      expect(() => { jasmine.DEFAULT_TIMEOUT_INTERVAL = 1; }).toThrow('prefer \`jest.setTimeout\`');
      expect(jasmine.DEFAULT_TIMEOUT_INTERVAL).toBe(5000);
    });`,
  });
  expect(run.stderr).toBe('');
  expect(testOutcomes(run.events)).toEqual({ a: 'passed' });
});
