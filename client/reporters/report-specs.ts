/** What the user asked for: `--report terminal,junit,json=-`. */
import path from 'node:path';
import type { Problem } from '../../test-host/protocol.ts';
import { formats, type Format, type FormatName } from './formats.ts';
import { emptyReportTarget, sameReportTarget, unknownReporter } from './messages.ts';

export interface ReportSpec {
  readonly format: Format;
  readonly target: ReportTarget;
}

/** `console` goes to standard output, or to standard error when a report has taken standard output for itself. */
export type ReportTarget =
  | { readonly kind: 'console' }
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string };

export interface ParseOptions {
  /** Absolute; where reports go that name no file. */
  readonly outputDir: string;
  /** Absolute; what paths in specs are relative to. */
  readonly cwd: string;
  /** Finds the known name that a mistyped one means. */
  readonly nearest?: ((name: string, known: readonly string[]) => string | undefined) | undefined;
}

export interface ParsedSpecs {
  readonly reports: readonly ReportSpec[];
  /** Usage errors (`ZT1901`…): the command ends with exit code 2. */
  readonly problems: readonly Problem[];
}

/**
 * @param specs values of `--report`, each one report or several with commas between:
 *   `name`, `name=path` or `name=-` (standard output)
 */
export function parseReportSpecs(specs: readonly string[], options: ParseOptions): ParsedSpecs {
  const reports: ReportSpec[] = [];
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  for (const spec of splitSpecs(specs)) {
    const at = spec.indexOf('=');
    const name = at < 0 ? spec : spec.slice(0, at);
    if (!isFormatName(name)) {
      const known = Object.keys(formats);
      problems.push(unknownReporter(name, options.nearest?.(name, known), known));
      continue;
    }
    if (at === spec.length - 1) {
      problems.push(emptyReportTarget(name));
      continue;
    }
    const format = formats[name];
    const target = findTarget(format, at < 0 ? undefined : spec.slice(at + 1), options);
    const place = placeOf(format, target);
    const owner = place === undefined ? undefined : owners.get(place);
    if (owner !== undefined) {
      if (owner !== name)
        problems.push(sameReportTarget(owner, name, place === 'console' ? '-' : (place ?? '')));
      continue; // the same report twice is one report
    }
    if (place !== undefined) owners.set(place, name);
    reports.push({ format, target });
  }
  return { reports, problems };
}

/** The reports of a run for which nobody chose any. */
export function defaultReports(
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return isGithubActions(env) ? ['terminal', 'github'] : ['terminal'];
}

/** Whether one of the reports has standard output for itself. */
export function takesStdout(specs: readonly string[]): boolean {
  return splitSpecs(specs).some((spec) => {
    const [name = '', target] = spec.split('=');
    return target === '-' && isFormatName(name) && formats[name].file !== undefined;
  });
}

/** In GitHub Actions failures also become annotations of the changed lines. */
function isGithubActions(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

function splitSpecs(specs: readonly string[]): string[] {
  return specs.flatMap((spec) => spec.split(',')).flatMap((spec) => spec.trim() || []);
}

function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}

function findTarget(
  format: Format,
  wanted: string | undefined,
  options: ParseOptions,
): ReportTarget {
  if (wanted === '-') return { kind: format.file === undefined ? 'console' : 'stdout' };
  if (wanted !== undefined) return { kind: 'file', path: path.resolve(options.cwd, wanted) };
  if (format.file === undefined) return { kind: 'console' };
  return { kind: 'file', path: path.join(options.outputDir, format.file) };
}

/** What only one report may have; lines of `github` may stand between those of others. */
function placeOf(format: Format, target: ReportTarget): string | undefined {
  if (target.kind === 'file') return target.path;
  if (target.kind === 'stdout') return '-';
  return format.sharesConsole ? undefined : 'console';
}
