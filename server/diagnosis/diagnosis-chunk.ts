/** Finds out why a test is flaky, as a chunk: few ask. */
export { diagnose } from './diagnose.ts';
export { findPolluters } from './find-polluters.ts';
export { Trials } from './trials.ts';
