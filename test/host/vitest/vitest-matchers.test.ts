/** What `expect` says in suites of Vitest. */
import { expect, test } from 'ztest';
import { testOutcomes } from '../../support/outcomes.ts';
import { runProject } from '../../support/run-project.ts';

test("what only Chai can say is said by the project's own, also without a word before it", async () => {
  const chai = `
exports.expect = (value) => ({
  to: { be: { above(n) { if (!(value > n)) throw new Error('not above'); } } },
  greaterThan(n) { if (!(value > n)) throw new Error('not greater'); return this; },
});
`;
  using run = await runProject({
    'node_modules/vitest/package.json': '{ "name": "vitest" }',
    'node_modules/chai/package.json': '{ "name": "chai" }',
    'node_modules/chai/index.js': chai,
    'a.test.ts': `
import { expect, test } from 'vitest';
test('holds', () => { expect(2).greaterThan(1); expect(2).to.be.above(1); expect(2).toBe(2); });
test('does not hold', () => { expect(2).greaterThan(3); });
`,
  });
  expect(testOutcomes(run.events)).toEqual({ holds: 'passed', 'does not hold': 'failed' });
  expect(run.stdout).toContain('not greater');
});

test("Chai's words and Jest's matchers stand in one assertion, of promises too, and all are counted", async () => {
  const chai = `
class Assertion {
  constructor(object) { this.__flags = { object, negate: false }; }
  get to() { return this; }
  get not() { this.__flags.negate = true; return this; }
  equal(wanted) { const { object, negate } = this.__flags; if ((object === wanted) === negate) throw new Error('chai: equal'); return this; }
  throw(text) { let error; try { this.__flags.object(); } catch (e) { error = e; } if (error?.message !== text) throw new Error('chai: throw'); return this; }
  match(re) { if (!re.test(this.__flags.object)) throw new Error('chai: match'); return this; }
}
exports.expect = (value) => new Assertion(value);
`;
  using run = await runProject({
    'node_modules/vitest/package.json': '{ "name": "vitest" }',
    'node_modules/chai/package.json': '{ "name": "chai" }',
    'node_modules/chai/index.js': chai,
    'a.test.ts': `
import { expect, test } from 'vitest';
const rejects = () => Promise.reject(new Error('no'));
test('holds', async () => {
  expect.assertions(10);
  expect({ a: 1, b: 2 }).to.toMatchObject({ a: 1 });
  expect(undefined).to.toMatchObject(undefined);
  expect(1).to.not.toBe(2);
  expect(1).not.to.toBe(2);
  expect(1).not.to.equal(2);
  expect('text').match(/ex/);
  await expect(Promise.resolve(1)).resolves.to.equal(1);
  await expect(rejects()).rejects.to.throw('no');
  await expect(rejects()).rejects.toThrow('no');
  expect('nothing is asked of it');
});
test('matcher behind a word', () => { expect(1).to.toBe(2); });
test('negated matcher behind a word', () => { expect(1).to.not.toBe(1); });
test('word behind not', () => { expect(1).not.to.equal(1); });
test('word of a promise', async () => { await expect(Promise.resolve(1)).resolves.to.equal(2); });
test('nothing to reject', async () => { await expect(Promise.resolve(1)).rejects.to.throw('no'); });
`,
  });
  expect(testOutcomes(run.events)).toEqual({
    holds: 'passed',
    'matcher behind a word': 'failed',
    'negated matcher behind a word': 'failed',
    'word behind not': 'failed',
    'word of a promise': 'failed',
    'nothing to reject': 'failed',
  });
});

test('matchers say of values that Jest refuses what Vitest says of them', async () => {
  using run = await runProject({
    'a.test.ts': `
import { expect, test } from 'vitest';
const named = Object.assign(() => {}, { title: 'T', size: { w: 1 } });
test('holds', () => {
  expect({ a: 1 }).not.toContain('a');
  expect({ a: 1 }).not.toContainEqual(1);
  expect(named).toMatchObject({ title: 'T', size: { w: 1 } });
  expect(named).not.toMatchObject({ title: 'U' });
  expect(undefined).not.toMatchObject({ a: 1 });
  expect({ a: 1 }).not.toMatchObject('text');
  expect([{ a: 1, b: 2 }]).toMatchObject([{ a: 1 }]);
  expect({ a: 1 }).toMatchObject(expect.objectContaining({ a: 1 }));
});
test('elements', () => { expect({ length: 1, 0: 'a' }).not.toContain('a'); });
test('property', () => { expect(named).toMatchObject({ size: { w: 2 } }); });
test('array', () => { expect([{ a: 1 }]).toMatchObject([{ a: 2 }]); });
`,
  });
  expect(testOutcomes(run.events)).toEqual({
    holds: 'passed',
    elements: 'failed',
    property: 'failed',
    array: 'failed',
  });
});

test('a matcher that nobody knows is told so, and what Chai says where it is not installed', async () => {
  using run = await runProject({
    'a.test.ts': `
import { expect, test } from 'vitest';
test('misspelt', () => { expect(1).toEqul(1); });
test('asked for', () => { if (typeof expect(1).toHaveNoViolations !== 'undefined') throw new Error('there is one'); });
test('a word', () => { expect(1).to.equal(1); });
`,
  });
  expect(testOutcomes(run.events)).toEqual({
    misspelt: 'failed',
    'asked for': 'passed',
    'a word': 'failed',
  });
  expect(run.stdout).toContain('Did you mean toEqual?');
  expect(run.stdout).toContain('npm install -D vitest');
});
