/**
 * A module that imports one with top-level `await`, however far away, waits for its imports before it asks for them: after
 * its exports are set up, so that a cycle of imports finds them. With nothing to wait for it runs on at once.
 */
export const AWAIT_IMPORTS = '{const waits=__ready();if(waits)await waits;}';

/** The end of what the transformers write before the imports of a module. */
const EXPORTS_SET_UP =
  /^(?:module\.exports = __toCommonJS\([\w$]+\);|Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);(?:\nexports\.[\w$.= ]+;[^\n]*)*)$/m;

/** Adds the waiting, on a line that is there already: no position moves. */
export function awaitImports(code: string): string {
  if (code.includes(AWAIT_IMPORTS)) return code;
  const found = EXPORTS_SET_UP.exec(code);
  if (found === null) return `${AWAIT_IMPORTS}${code}`;
  const end = found.index + found[0].length;
  return `${code.slice(0, end)}${AWAIT_IMPORTS}${code.slice(end)}`;
}
