/** What is known of the server, for all who show it: contexts of the manifest have these words too. */

/** `restricted`: it answers, and may execute nothing. */
export type ServerState = 'starting' | 'ready' | 'restricted' | 'failed' | 'no-node';
