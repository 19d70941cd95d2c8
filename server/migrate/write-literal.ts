/** Plain data as TypeScript source. */

/** @param indent of the line that the value begins on */
export function literal(value: unknown, indent = ''): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => literal(item, `${indent}  `));
    const line = `[${items.join(', ')}]`;
    if (line.length + indent.length < 80 && !line.includes('\n')) return line;
    return `[\n${items.map((item) => `${indent}  ${item},\n`).join('')}${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, item]) => `${keyOf(key)}: ${literal(item, `${indent}  `)}`,
    );
    if (members.length === 0) return '{}';
    const line = `{ ${members.join(', ')} }`;
    if (line.length + indent.length < 80 && !line.includes('\n')) return line;
    return `{\n${members.map((member) => `${indent}  ${member},\n`).join('')}${indent}}`;
  }
  return String(value);
}

function quoted(text: string): string {
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"');
  return `'${inner.replaceAll("'", String.raw`\'`)}'`;
}

function keyOf(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}
