/** `import(…)` → `__load(…)`: as many letters, so that no column moves. */
import { parse } from 'acorn';
import type { Node } from 'acorn';

export function rewriteDynamicImports(code: string): string {
  let program: Node;
  try {
    program = parse(code, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowHashBang: true,
    });
  } catch {
    // Syntax newer than the parser: a word in a string may be changed with it.
    return code.replaceAll(/(?<![.\w$])import(?=\s*\()/g, '__load');
  }
  const starts: number[] = [];
  collect(program, starts);
  let result = '';
  let end = 0;
  for (const start of starts.sort((a, b) => a - b)) {
    result += `${code.slice(end, start)}__load`;
    end = start + 'import'.length;
  }
  return result + code.slice(end);
}

function collect(value: unknown, starts: number[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, starts);
    return;
  }
  if (!isNode(value)) return;
  if (value.type === 'ImportExpression') starts.push(value.start);
  for (const key in value) {
    const child: unknown = Reflect.get(value, key);
    if (typeof child === 'object' && child !== null) collect(child, starts);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
