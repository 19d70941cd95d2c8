import { expect, suite, test } from 'ztest';
import { matchesNodeRange } from '../../../test-host/api/node-range.ts';
import type { TestConditions } from '../../../test-host/api/types.ts';
import { unmetCondition, type HostFacts } from '../../../test-host/runner/conditions.ts';
import { runDeclared } from './run-declared.ts';

const facts: HostFacts = {
  env: { NODE_ENV: 'production', CI: 'true', DATABASE_URL: 'postgres://x', OFF: '0' },
  platform: 'darwin',
  arch: 'arm64',
  nodeVersion: '22.15.1',
};

suite('a condition', () => {
  test.each<[TestConditions]>([
    [{}],
    [{ os: 'macos' }],
    [{ os: ['linux', 'darwin'] }],
    [{ platform: 'darwin', arch: 'arm64', node: '>=22' }],
    [{ env: 'production' }],
    [{ env: 'ci' }],
    [{ env: ['staging', 'production'] }],
    [{ env: { DATABASE_URL: true, SECRET: false, OFF: false, NODE_ENV: /^prod/ } }],
  ])('holds: %j', (condition) => {
    expect(unmetCondition([condition], facts)).toBeUndefined();
  });

  test.each<[TestConditions, string]>([
    [{ os: 'windows' }, 'needs os windows, this is darwin'],
    [{ arch: ['x64', 'ia32'] }, 'needs arch x64 or ia32, this is arm64'],
    [{ node: '<22' }, 'needs Node <22, this is 22.15.1'],
    [{ env: 'staging' }, 'needs environment staging, this is production'],
    [{ env: { SECRET: true } }, 'needs the variable SECRET'],
    [{ env: { DATABASE_URL: false } }, 'needs the variable DATABASE_URL not to be set'],
    [{ env: { DATABASE_URL: 'mysql' } }, 'needs the variable DATABASE_URL to be mysql'],
  ])('does not hold: %j', (condition, reason) => {
    expect(unmetCondition([condition], facts)).toBe(reason);
  });

  test('skips the test with the reason, and that of a suite holds for its tests too', async () => {
    const run = await runDeclared(
      (api) => {
        api.suite('s', { when: { os: 'macos' } }, () => {
          api.test('a', { when: { node: '>=24' } }, () => {});
          api.test('b', () => {});
        });
        api.test('c', { when: { os: 'linux' } }, () => {});
      },
      { facts },
    );
    expect(run.lines).toEqual([
      's > a skipped condition (needs Node >=24, this is 22.15.1)',
      's > b passed',
      'c skipped condition (needs os linux, this is darwin)',
    ]);
  });
});

suite('a range of Node versions', () => {
  test.each([
    ['>=22', true],
    ['>=22.16', false],
    ['>22', false],
    ['>22.15.0', true],
    ['<=22', true],
    ['<22.15.1', false],
    ['22', true],
    ['22.x', true],
    ['22.15.0', false],
    ['^22.10', true],
    ['^22.16', false],
    ['~22.15', true],
    ['~22.14', false],
    ['>= 20 <23', true],
    ['<20 || >=22.15.1', true],
    ['18 || 20', false],
    ['*', true],
    ['v22', true],
  ])('%s', (range, expected) => {
    expect(matchesNodeRange('22.15.1', range)).toBe(expected);
  });

  test('that cannot be read is told apart from one that does not hold', () => {
    expect(matchesNodeRange('22.15.1', 'latest')).toBeUndefined();
  });
});
