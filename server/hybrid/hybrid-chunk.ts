/** Entry of the bundle `hybrid`: a run that a project's own Jest takes a part of. Loaded by `ztest --hybrid`. */
export { findJest } from '../jest/jest-call.ts';
export { readHybridFile, writeHybridFile } from './hybrid-file.ts';
export { jestPart } from './jest-part.ts';
export * as messages from './messages.ts';
export { nextShare } from './share.ts';
export { planHybrid } from './plan-hybrid.ts';
