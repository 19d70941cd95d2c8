/** How a file that comes or goes finds the imports that it may answer: both sides are cut to the same keys. */
const EXTENSION = /\.(?:[cm]?[jt]sx?|json|node)$/;

/** Of the path that an import means: `./cart`, `./cart.js` and `./cart.ts` are all answered by `cart.ts`. */
export function keysOfPath(path: string): readonly string[] {
  const base = path.length > 1 ? path.replace(/\/$/, '') : path;
  const short = base.replace(EXTENSION, '');
  return short === base ? [base] : [base, short];
}

/** Of a file: an `index` also answers for its folder. */
export function keysOfFile(file: string): readonly string[] {
  const short = file.replace(EXTENSION, '');
  const keys = short === file ? [file] : [file, short];
  return short.endsWith('/index') ? [...keys, short.slice(0, -'/index'.length)] : keys;
}
