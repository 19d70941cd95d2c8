/** `node:url`: there is no disk that the url of a file could be about. */
export function fileURLToPath(url: string): never {
  throw new TypeError(`${url} is not a path of this system`);
}
