/**
 * In place of `lsp/file-uris.ts`: uris of any file system as paths, and back. Scheme and authority are the first two folders of
 * a path, so that no two file systems have one in common: `vscode-vfs://github/o/r/a.ts` is `/vscode-vfs/github/o/r/a.ts`.
 */

const parts = /^([\w+.-]+):(?:\/\/([^/?#]*))?(\/[^?#]*)?(?:[?#]|$)/;
/** In place of an authority that is empty. */
const none = '-';

/** `undefined` for what has no path (`untitled:`, …). */
export function uriToPath(uri: string): string | undefined {
  const [, scheme, authority, rest = ''] = parts.exec(uri) ?? [];
  if (scheme === undefined) return undefined;
  try {
    const path = `/${scheme}/${authority || none}${decodeURIComponent(rest)}`;
    return path.replace(/\/$/, '');
  } catch {
    return undefined; // no valid escapes
  }
}

export function pathToUri(file: string): string {
  const [, scheme = '', authority = '', ...names] = file.split('/');
  const path = names.map((name) => encodeURIComponent(name)).join('/');
  return `${scheme}://${authority === none ? '' : authority}/${path}`;
}
