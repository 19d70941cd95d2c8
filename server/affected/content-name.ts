/** Names contents: the same bytes, the same name. `crypto` is loaded with the first: a run that changes nothing needs none. */
export function contentName(content: Uint8Array | string): string {
  return process.getBuiltinModule('node:crypto').hash('sha1', content, 'base64url');
}
