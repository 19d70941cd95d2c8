/** Entry of the bundle `globs`: the glob library, loaded when a project sets its own patterns. */
import picomatch from 'picomatch';

/** @param glob relative, with forward slashes; matches files and folders that begin with a dot too */
export function compile(glob: string): (path: string) => boolean {
  const matches = picomatch(glob, { dot: true });
  return (path) => matches(path); // its second parameter would take the index that `filter` passes
}

/** The same as the source of a regular expression. */
export function expressionOf(glob: string): string {
  return picomatch.makeRe(glob, { dot: true }).source;
}
