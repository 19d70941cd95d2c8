/**
 * `ztest.quarantine.json`: tests that run but fail nothing, until a day. People review it in git, so it is written in one way
 * only: sorted by id, keys in one order, a line each. Pure but for the two functions that read and write it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from '../../modules/store.ts';
import type { Problem, Quarantine, TestId } from '../../test-host/protocol.ts';
import { nearest } from '../config/did-you-mean.ts';
import { positionAt } from '../config/key-positions.ts';
import { JsonMistake, parseLocatedJson, type JsonMember, type JsonNode } from './located-json.ts';
import {
  entryOfTwice,
  entryWithoutId,
  notADay,
  notJson,
  unknownKey,
  wrongShape,
  wrongVersion,
} from './messages.ts';

const QUARANTINE_FILE = 'ztest.quarantine.json';

export interface QuarantineEntry extends Quarantine {
  readonly id: TestId;
}

export interface PlacedEntry extends QuarantineEntry {
  /** 1-based, in the file. */
  readonly line: number;
}

export interface QuarantineList {
  readonly entries: readonly PlacedEntry[];
  /** Errors: the file is not what it should be. What can be understood of it holds all the same. */
  readonly problems: readonly Problem[];
  /** `$schema`, as it stands there. */
  readonly schema?: string;
}

const NONE: QuarantineList = { entries: [], problems: [] };
const VERSION = 1;
const KEYS = ['id', 'reason', 'owner', 'since', 'expires'] as const;

/** A project without the file has nobody in quarantine. */
export function readQuarantine(rootDir: string): QuarantineList {
  let text: string;
  try {
    text = fs.readFileSync(path.join(rootDir, QUARANTINE_FILE), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' ? NONE : { entries: [], problems: [wrongShape(String(code))] };
  }
  return parseQuarantine(text);
}

/** All of it, or nothing; a link stays one. Without entries there is no file. */
export function writeQuarantine(
  rootDir: string,
  {
    entries,
    schema,
  }: Pick<QuarantineList, 'schema'> & { readonly entries: readonly QuarantineEntry[] },
): void {
  const file = path.join(rootDir, QUARANTINE_FILE);
  if (entries.length === 0) fs.rmSync(file, { force: true });
  else
    writeFileAtomically(
      fs.existsSync(file) ? fs.realpathSync(file) : file,
      format(entries, schema),
    );
}

function format(entries: readonly QuarantineEntry[], schema: string | undefined): string {
  const tests = entries
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map((entry) => Object.fromEntries(KEYS.flatMap((key) => pairOf(entry, key))));
  return `${JSON.stringify({ ...(schema !== undefined && { $schema: schema }), version: VERSION, tests }, undefined, 2)}\n`;
}

function pairOf(entry: QuarantineEntry, key: (typeof KEYS)[number]): readonly [string, string][] {
  const value = entry[key];
  return value === undefined ? [] : [[key, value]];
}

function parseQuarantine(text: string): QuarantineList {
  const lineOf = (offset: number): number => positionAt(text, offset).line;
  const root = parseLocatedJson(text);
  if (root instanceof JsonMistake)
    return { entries: [], problems: [notJson(root.expected, positionAt(text, root.offset))] };
  const problems: Problem[] = [];
  const tests = listOfTests(root, { lineOf, problems });
  const entries: PlacedEntry[] = [];
  for (const node of tests) {
    const entry = readEntry(node, { lineOf, problems });
    if (entry === undefined) continue;
    const before = entries.find(({ id }) => id === entry.id);
    if (before === undefined) entries.push(entry);
    else problems.push(entryOfTwice(entry.id, { line: entry.line, before: before.line }));
  }
  const [schema] = (root.kind === 'object' ? root.members : []).flatMap(({ key, value }) =>
    key === '$schema' && value.kind === 'plain' ? String(value.value) : [],
  );
  return { entries, problems, ...(schema !== undefined && { schema }) };
}

interface Reading {
  readonly lineOf: (offset: number) => number;
  readonly problems: Problem[];
}

function listOfTests(root: JsonNode, { lineOf, problems }: Reading): readonly JsonNode[] {
  const members = root.kind === 'object' ? root.members : [];
  const tests = members.find(({ key }) => key === 'tests')?.value;
  const version = members.find(({ key }) => key === 'version');
  if (version?.value.kind === 'plain' && version.value.value !== VERSION) {
    problems.push(wrongVersion(version.value.value, lineOf(version.offset)));
    return [];
  }
  if (tests?.kind === 'list') return tests.items;
  problems.push(wrongShape(undefined, lineOf((tests ?? root).offset)));
  return [];
}

function readEntry(node: JsonNode, { lineOf, problems }: Reading): PlacedEntry | undefined {
  const line = lineOf(node.offset);
  if (node.kind !== 'object') {
    problems.push(entryWithoutId(line));
    return undefined;
  }
  const entry: Partial<Record<(typeof KEYS)[number], string>> = {};
  for (const member of node.members) {
    const key = KEYS.find((known) => known === member.key);
    const mistake = key === undefined ? strangeKey(member, lineOf) : wrongValue(member, lineOf);
    if (mistake !== undefined) problems.push(mistake);
    else if (key !== undefined && member.value.kind === 'plain')
      entry[key] = String(member.value.value);
  }
  const { id, ...rest } = entry;
  if (id !== undefined && id.includes('#')) return { id, ...rest, line };
  const isTold = node.members.some(({ key, value }) => key === 'id' && value.kind !== 'plain');
  if (!isTold) problems.push(entryWithoutId(line, id));
  return undefined;
}

function strangeKey({ key, offset }: JsonMember, lineOf: Reading['lineOf']): Problem {
  return unknownKey(key, { guess: nearest(key, KEYS), keys: KEYS, line: lineOf(offset) });
}

function wrongValue({ key, value }: JsonMember, lineOf: Reading['lineOf']): Problem | undefined {
  const isDay = key === 'since' || key === 'expires';
  const text = value.kind === 'plain' && typeof value.value === 'string' ? value.value : undefined;
  if (text !== undefined && (!isDay || isDate(text))) return undefined;
  const written = value.kind === 'plain' ? JSON.stringify(value.value) : `a ${value.kind}`;
  return notADay(key, { isDay, written, line: lineOf(value.offset) });
}

/** `2026-12-31`, and a day that there is. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && dayOf(time) === text;
}

/** Days are those of UTC: an entry ends at the same time on every machine. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The last day is one of it. */
export function isExpired({ expires }: Pick<Quarantine, 'expires'>, now: number): boolean {
  return expires !== undefined && expires < dayOf(now);
}
