/** What `<rootDir>` in a path stands for. */
import path from 'node:path';

/** The slash behind it may be missing. */
export function inRootDir(text: string, rootDir: string): string {
  const tag = '<rootDir>';
  return text.startsWith(tag)
    ? path.join(rootDir, text.slice(tag.length))
    : text.replaceAll(tag, rootDir);
}
