import { dirname } from 'node:path';

/** The root of this checkout. */
export const repositoryRoot = dirname(import.meta.dirname);
