import assert from 'node:assert/strict';
import type { HostSuite } from './host-suite.ts';

/** Generous: the bench measures, on a quiet machine. */
const MOST_MS = 3000;

export const activation: HostSuite = {
  'happens where tests may be, and costs little': async ({ extension }) => {
    assert.equal(extension.isActive, true);
    const marks = new Map(
      MonacoPerformanceMarks.getMarks().map(({ name, startTime }) => [name, startTime]),
    );
    const between = (from: string, to: string): number =>
      at(marks, `did${to}`, extension.id) - at(marks, `will${from}`, extension.id);
    const load = between('LoadExtensionCode', 'LoadExtensionCode');
    const activate = between('ActivateExtension', 'ActivateExtension');
    assert.ok(load + activate < MOST_MS, `${load} ms + ${activate} ms`);
    return `loading the code: ${load} ms, activate: ${activate} ms`;
  },

  'is that of the packed extension': async ({ extension }) => {
    assert.ok(!extension.extensionPath.includes('ztest-host'));
    assert.match(extension.extensionPath, /extensions\/ztest\.ztest-/);
  },
};

/** VS Code's own clock. */
declare const MonacoPerformanceMarks: {
  readonly getMarks: () => readonly { readonly name: string; readonly startTime: number }[];
};

function at(marks: ReadonlyMap<string, number>, mark: string, extension: string): number {
  return marks.get(`code/extHost/${mark}/${extension}`) ?? assert.fail(`no mark ${mark}`);
}
