/** Node's globals, as far as code that also runs in a web worker names them. */
export const process = { platform: 'linux', env: {}, pid: 0, cwd: () => '/' };

export function setImmediate(work: () => void): void {
  setTimeout(work, 0);
}
