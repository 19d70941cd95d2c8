/**
 * Whether a function may call its parameter, or hand it on to be called. Asked for a function that took the parameter and
 * has not touched it: most of these mean the context and use it under a condition only, so the text decides. Who calls it
 * `done` has forgotten to call it.
 */
const PARAMETERS =
  /^(?:async\b\s*)?(?:function\b\s*\*?\s*)?(?:[\w$]+\s*)?\(([^(){}[\]=]*)\)|^(?:async\s+)?([\w$]+)\s*=>/;

/** @param index of the parameter */
export function mayBeHandedOn(fn: Function, index: number): boolean {
  const source = Function.prototype.toString.call(fn);
  const match = PARAMETERS.exec(source);
  const name = (match?.[1] ?? match?.[2])?.split(',')[index]?.trim();
  if (match === null || name === undefined || !/^[\w$]+$/.test(name)) return true;
  if (/done|cb|callback/i.test(name)) return true;
  const body = source.slice(match[0].length);
  const escaped = name.replaceAll('$', String.raw`\$`);
  const own = String.raw`(?<![\w$]|[^.]\.)${escaped}(?![\w$])`;
  const asValue = String.raw`${own}(?!\s*(?:\?\.|\.|\[))`;
  const asCallback = String.raw`${own}\s*\??\.\s*(?:done|fail|call|apply|bind)\b`;
  return new RegExp(String.raw`${asValue}|${asCallback}|\barguments\b`).test(body);
}
