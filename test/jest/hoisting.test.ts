import { expect, test } from 'ztest';
import { testOutcomes } from '../support/outcomes.ts';
import { runProject } from '../support/run-project.ts';

test('what is mocked in a block is mocked from its beginning on', async () => {
  using run = await runProject({
    'package.json': '{ "name": "project" }',
    'jest.config.js': `module.exports = {};`,
    'm.js': `module.exports = 'real';`,
    'a.test.js': `
      test('function', () => { const m = require('./m'); jest.mock('./m', () => 'mock'); expect(m).toBe('mock'); });
      test('directive', function () {
        'use strict';
        jest.resetModules();
        const seen = (function () { return [this, require('./m')]; })();
        jest
          .unmock('./m')
          .mock('./m', () => 'again');
        expect(seen).toEqual([undefined, 'again']);
      });
      test('blocks', () => {
        const seen = [];
        for (const word of ['one', 'two']) {
          jest.resetModules();
          seen.push(require('./m'));
          jest.mock('./m', () => word);
        }
        expect(seen).toEqual(['one', 'two']);
      });
      test('not hoisted', () => {
        jest.resetModules();
        jest.doMock('./m', () => 'done');
        const own = { mock: () => { throw new Error('called'); } };
        const m = require('./m');
        if (m === '') own.mock('./m');
        expect(m).toBe('done');
      });
      test('another jest', () => {
        jest.resetModules();
        const m = require('./m');
        {
          const jest = { mock: () => {} };
          jest.mock('./m', () => 'shadowed');
        }
        const call = ({ jest }) => { jest.mock('./m', () => 'shadowed'); };
        call({ jest: { mock: () => {} } });
        expect(m).toBe('done');
      });`,
    'b.test.mjs': `
      import { jest } from '@jest/globals';
      test('imported', () => { const m = require('./m'); jest.mock('./m', () => 'mock'); expect(m).toBe('mock'); });
      test('failing', () => {
        require('./m');
        jest.mock('./m', () => 'mock');
        expect(1).toBe(2);
      });`,
  });
  expect(testOutcomes(run.events)).toEqual({
    function: 'passed',
    directive: 'passed',
    blocks: 'passed',
    'not hoisted': 'passed',
    'another jest': 'passed',
    imported: 'passed',
    failing: 'failed',
  });
  expect(run.stdout).toContain('b.test.mjs:7:19');
});
