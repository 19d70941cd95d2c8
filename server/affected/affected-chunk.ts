/** Entry of the bundle `affected`: what each test saw when it ran last, and which tests an edit affects. */
export { AffectedTests } from './affected-tests.ts';
export { recordState } from './record-state.ts';
export { settingsOf } from './settings.ts';
