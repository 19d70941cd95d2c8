/** Entry of the bundle `jest`: what a project with a Jest configuration needs of the server. */
export { findJestFiles } from './find-jest-files.ts';
export { loadJestConfig } from './load-jest-config.ts';
export { filterFiles, openRunTools, shardBySequencer } from './run-tools.ts';
export { problemsOfTools } from './tools.ts';
