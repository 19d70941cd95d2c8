/** Entry of the bundle `watching`: what watch mode needs besides runs. */
export { WatchedProject } from './watched-project.ts';
