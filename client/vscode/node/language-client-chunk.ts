/** The library that talks to the server, and what is made of it: loaded when the extension has been activated. */
export { createProcessClient } from './process-client.ts';
export { createThreadClient } from './thread-client.ts';
