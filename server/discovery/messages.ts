/** What discovery finds wrong in a test file, in sentences. ZT20xx. */
import type { ProblemKind, TreeProblem } from './file-tree.ts';

type Described = Pick<TreeProblem, 'kind' | 'severity' | 'code' | 'message' | 'hint'>;

/** On a CI machine nobody means to run a part of a file. */
export function asOnCi(problem: TreeProblem): TreeProblem {
  return problem.kind === 'only'
    ? {
        ...problem,
        severity: 'error',
        hint: 'This is a CI machine: remove it, or the other tests of the file are left out unnoticed.',
      }
    : problem;
}

/** @param about `detail`: the reason, in words, or what the compiler says */
export function describeProblem(
  kind: ProblemKind,
  about: { readonly what: 'suite' | 'test'; readonly title: string; readonly detail: string },
): Described {
  const { what, title, detail } = about;
  switch (kind) {
    case 'syntax':
      return { kind, severity: 'error', code: 'ZT2001', message: detail };
    case 'duplicate-title':
      return {
        kind,
        severity: 'warning',
        code: 'ZT1101',
        message: `Another test or suite is called "${title}" too.`,
        hint: 'Give each its own title: results are kept by title, and twins are told apart by their order only.',
      };
    case 'repeated-title':
      return {
        kind,
        severity: 'warning',
        code: 'ZT1101',
        message: `This call declares several tests or suites called "${title}".`,
        hint: 'Put what tells them apart into the title: results are kept by title, and twins are told apart by their order only.',
      };
    case 'only':
      return {
        kind,
        severity: 'warning',
        code: 'ZT2002',
        message: `Of this file, only what is marked .only runs: the ${what} "${title}" is.`,
        hint: 'Remove it before you commit.',
      };
    case 'empty-suite':
      return {
        kind,
        severity: 'warning',
        code: 'ZT2003',
        message: `The suite "${title}" has no tests.`,
      };
    case 'no-assertion':
      return {
        kind,
        severity: 'hint',
        code: 'ZT2004',
        message: `The test "${title}" seems to assert nothing: it passes whenever its code does not throw.`,
      };
    case 'not-awaited':
      return {
        kind,
        severity: 'warning',
        code: 'ZT2005',
        message: `This assertion with .${detail} gives a promise that nobody awaits.`,
        hint: 'Write "await" before it; without, the test ends before it is known whether it holds.',
      };
    case 'exact-message':
      return {
        kind,
        severity: 'hint',
        code: 'ZT2008',
        message: `This assertion depends on the wording of a message: "${detail}".`,
        hint: 'Whoever words it better breaks the test. Match the part that matters with a regular expression, or the class or code of the error.',
      };
    case 'dynamic':
      return {
        kind,
        severity: 'information',
        code: 'ZT2006',
        message: `The title of this ${what} is known only when the file runs: ${detail}.`,
      };
    case 'bad-table':
      return { kind, severity: 'error', code: 'ZT1308', message: detail };
    case 'too-large':
      return {
        kind,
        severity: 'information',
        code: 'ZT2007',
        message: 'This file declares more than discovery follows; a run finds the rest.',
      };
    default:
      return kind satisfies never;
  }
}
