/** In place of the package `make-dir`, as Istanbul's reports use it. */
import fs from 'node:fs';

export function sync(directory: string): void {
  fs.mkdirSync(directory, { recursive: true });
}
