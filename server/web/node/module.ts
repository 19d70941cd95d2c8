/** As much of `node:module` as telling Node's modules from others needs. */
declare const NODE_MODULES: readonly string[];

export function isBuiltin(name: string): boolean {
  return NODE_MODULES.includes(name.replace(/^node:/, ''));
}

// oxlint-disable-next-line import/no-default-export -- as in Node
export default { isBuiltin };
