/** `autoUpdate`: thresholds follow what was reached, in the configuration file as its author has written it. */
import fs from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from '../../modules/store.ts';
import type { Problem } from '../../test-host/protocol.ts';
import type { KeyOffset, KeyPath } from '../config/key-positions.ts';
import { scriptKeys } from '../config/script-positions.ts';
import { tomlKeys } from '../config/toml-positions.ts';
import { thresholdsNotRaised, thresholdsNotWritten } from './messages.ts';
import { METRICS } from './missing-code.ts';
import { raisedLimit, type ThresholdGroup } from './thresholds.ts';

/** Where the thresholds are written. */
export interface ThresholdsPlace {
  /** Absolute. */
  readonly file: string;
  /** The profile that was selected, which may have thresholds of its own. */
  readonly profile: string | undefined;
}

export interface RaisedThresholds {
  /** A sentence about what was raised; '' when nothing was. */
  readonly text: string;
  readonly problems: readonly Problem[];
}

interface Raise {
  /** Below `thresholds`. */
  readonly key: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** All of them, or none. */
export function raiseThresholds(
  groups: readonly ThresholdGroup[],
  { file, profile }: ThresholdsPlace,
  rootDir: string,
): RaisedThresholds {
  const raises = groups.flatMap(raisesOf);
  if (raises.length === 0) return { text: '', problems: [] };
  const shown = path.relative(rootDir, file).replaceAll(path.sep, '/');
  try {
    const real = fs.realpathSync(file);
    const text = fs.readFileSync(real, 'utf8');
    const keys = [...(path.extname(file) === '.toml' ? tomlKeys(text) : scriptKeys(text))];
    const own = ['profiles', profile ?? '', 'coverage', 'thresholds'];
    const base = keys.some(([key]) => isSame(key, own)) ? own : own.slice(2);
    const edits = raises.map((raise) => ({
      raise,
      place: findNumber(text, keys, { key: [...base, ...raise.key], value: raise.from }),
    }));
    const lost = edits.find(({ place }) => place === undefined);
    if (lost !== undefined)
      return { text: '', problems: [thresholdsNotRaised(shown, lost.raise.key.join('.'))] };
    let raised = text;
    for (const { raise, place } of edits.toSorted(
      (a, b) => (b.place?.start ?? 0) - (a.place?.start ?? 0),
    ))
      if (place !== undefined)
        raised = raised.slice(0, place.start) + String(raise.to) + raised.slice(place.end);
    const { mode } = fs.statSync(real);
    writeFileAtomically(real, raised);
    fs.chmodSync(real, mode);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { text: '', problems: [thresholdsNotWritten(shown, reason)] };
  }
  const changes = raises.map(({ key, from, to }) => `${key.join(' ')} from ${from} to ${to}`);
  return { text: `Thresholds raised in ${shown}: ${changes.join(', ')}\n`, problems: [] };
}

function raisesOf({ glob, limits, map }: ThresholdGroup): readonly Raise[] {
  const summary = map.getCoverageSummary();
  return METRICS.flatMap((metric) => {
    const from = limits[metric];
    if (from === undefined) return [];
    const to = raisedLimit(summary[metric], from);
    return to === from ? [] : [{ key: glob === undefined ? [metric] : [glob, metric], from, to }];
  });
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** What stands between a key and its value: `: ` or ` = `, behind the key as it is written. */
const KEY = /(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|[\w$.\- ])+\s*[:=]\s*/y;
const NUMBER = /[-+]?\d[\d_]*(?:\.\d[\d_]*)?(?![\w.])/y;

/** Only a number that is the one we know: the keys of a script are found by a scan that can be wrong. */
function findNumber(
  text: string,
  keys: readonly KeyOffset[],
  wanted: { readonly key: KeyPath; readonly value: number },
): Place | undefined {
  for (const [key, offset] of keys) {
    if (!isSame(key, wanted.key)) continue;
    KEY.lastIndex = offset;
    if (!KEY.test(text)) continue;
    const start = KEY.lastIndex;
    NUMBER.lastIndex = start;
    const written = NUMBER.exec(text)?.[0];
    if (written !== undefined && Number(written.replaceAll('_', '')) === wanted.value)
      return { start, end: start + written.length };
  }
  return undefined;
}

function isSame(a: KeyPath, b: KeyPath): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i]);
}
