/** All that knows the quarantine, as a chunk: loaded where a project has one, or when somebody asks. */
export {
  addToQuarantine,
  releaseFromQuarantine,
  removeFromQuarantine,
} from './change-quarantine.ts';
export { proposeQuarantine, reasonOf } from './propose.ts';
export { isExpired, readQuarantine } from './quarantine-file.ts';
export { listProblems } from './list-problems.ts';
export { watchQuarantine } from './quarantine-watch.ts';
