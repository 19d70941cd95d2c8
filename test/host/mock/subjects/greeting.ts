import { formatName, LIMIT } from './names.ts';

export function greet(name: string): string {
  return `Hello, ${formatName(name)}`;
}

export function limit(): number {
  return LIMIT;
}
