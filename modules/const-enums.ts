/**
 * Constant enums of a project, by name. A compiler that knows all files writes their values in place of their members; whoever
 * knows one file at a time cannot, which shows where files import each other, where an enum goes on from one of another file,
 * and where one is only declared.
 */
import fs from 'node:fs';
import path from 'node:path';

/** Somebody may be editing while the process lives. Of a large project so long that looking is a fiftieth of the time. */
const KNOWN_FOR_MS = 2_000;
const LOOKS = 50;
const DECLARATION = /\bconst\s+enum\s+([A-Za-z_$][\w$]*)/g;

const { now } = Date; // a test may fake it
const { readdirSync, readFileSync } = fs; // a host looks for itself, not for a test

interface Names {
  readonly pattern: RegExp | undefined;
  /** Milliseconds, as of `Date.now()`. */
  readonly until: number;
}

const known = new Map<string, Names>();

/** @param folder absolute: TypeScript below it is looked through, but for packages */
export function mentionsConstEnum(source: string, folder: string): boolean {
  let names = known.get(folder);
  if (names === undefined || now() > names.until) known.set(folder, (names = look(folder)));
  return names.pattern?.test(source) === true;
}

function look(folder: string): Names {
  const began = now();
  const pattern = patternOf(new Set(declaredBelow(folder)));
  const end = now();
  return { pattern, until: end + Math.max(KNOWN_FOR_MS, LOOKS * (end - began)) };
}

function patternOf(names: ReadonlySet<string>): RegExp | undefined {
  if (names.size === 0) return undefined;
  const words = [...names].map((name) => name.replaceAll('$', String.raw`\$`));
  return new RegExp(String.raw`(?<![\w$.])(?:${words.join('|')})(?![\w$])`);
}

function* declaredBelow(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) yield* declaredBelow(place);
    } else if (/\.[cm]?tsx?$/.test(entry.name)) {
      for (const [, name = ''] of textOf(place).matchAll(DECLARATION)) yield name;
    }
  }
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // gone, or nobody may look
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
