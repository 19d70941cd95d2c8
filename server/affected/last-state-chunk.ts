/** Entry of the bundle `last-state`: writes what tests have seen; loaded when a run is over. */
export { prepareState, recordState } from './record-state.ts';
