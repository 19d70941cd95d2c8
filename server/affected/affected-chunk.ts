/** Entry of the bundle `affected`: which tests an edit affects; loaded when somebody asks. */
export { AffectedTests } from './affected-tests.ts';
export { settingsOf } from './settings.ts';
