/** Where the history of a project lies; without what opens it. */
import path from 'node:path';
import { dataDirectory } from '../loading/store-place.ts';

export function historyFile(rootDir: string): string {
  return path.join(dataDirectory(rootDir), 'history.db');
}
