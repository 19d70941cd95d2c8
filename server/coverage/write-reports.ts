/** The reports of Istanbul and ours: text for the terminal is handed back, files appear whole or not at all. */
import fs from 'node:fs';
import path from 'node:path';
import type { CoverageMap } from 'istanbul-lib-coverage';
import { createContext, type Context, type ReportBase } from 'istanbul-lib-report';
import Clover from 'istanbul-reports/lib/clover/index.js';
import Cobertura from 'istanbul-reports/lib/cobertura/index.js';
import Html from 'istanbul-reports/lib/html/index.js';
import Json from 'istanbul-reports/lib/json/index.js';
import JsonSummary from 'istanbul-reports/lib/json-summary/index.js';
import LcovOnly from 'istanbul-reports/lib/lcovonly/index.js';
import Teamcity from 'istanbul-reports/lib/teamcity/index.js';
import type { Problem } from '../../test-host/protocol.ts';
import { figuresOfIstanbul, type FileFigures } from './figures.ts';
import { reportNotWritten } from './messages.ts';
import { ReportFiles, ReportFolder, type ReportText } from './report-files.ts';
import { isFileReport, type CoverageReportName } from './report-names.ts';
import {
  isTextReport,
  textReport,
  type CoverageScreen,
  type TextReportName,
} from './text-report.ts';

/** Reports that are written here and not by Istanbul: they make a file of their own. */
export type OwnReports = Readonly<
  Record<OwnReportName, { readonly file: string; readonly write: (file: string) => void }>
>;
type OwnReportName = 'markdown' | 'raw';

export interface ReportsRequest {
  readonly map: CoverageMap;
  readonly names: readonly CoverageReportName[];
  readonly own: OwnReports;
  readonly rootDir: string;
  /** Absolute. */
  readonly directory: string;
  readonly screen: CoverageScreen;
}

export interface WrittenReports {
  /** For the terminal. */
  readonly text: string;
  readonly problems: readonly Problem[];
  /** Absolute paths of Istanbul's; none where one could not be written. */
  readonly files: readonly string[];
}

export function writeReports(request: ReportsRequest): WrittenReports {
  const { names, own, directory, screen, map, rootDir } = request;
  const problems: Problem[] = [];
  const files: string[] = [];
  let text = '';
  for (const name of new Set(names)) {
    if (isTextReport(name)) {
      text += textReport(name, figuresIn(map), screen);
      continue;
    }
    const output = new ReportFiles(directory);
    try {
      if (name === 'markdown' || name === 'raw') own[name].write(output.place(own[name].file));
      else {
        const terminal = new CapturedText();
        const context = contextOf(map, new ReportFolder(output, terminal));
        for (const report of REPORTS[name]({ projectRoot: rootDir })) report.execute(context);
        text += terminal.text;
      }
      const written = output.publish();
      if (isFileReport(name)) files.push(...written);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push(reportNotWritten(name, path.relative(rootDir, directory) || '.', reason));
    } finally {
      output.dispose();
    }
  }
  return { text, problems, files: problems.length > 0 ? [] : files };
}

function figuresIn(map: CoverageMap): ReadonlyMap<string, FileFigures> {
  return new Map(map.files().map((file) => [file, figuresOfIstanbul(map.fileCoverageFor(file))]));
}

const REPORTS: Readonly<
  Record<
    Exclude<CoverageReportName, OwnReportName | TextReportName>,
    (options: object) => readonly ReportBase[]
  >
> = {
  html: (options) => [new Html(options)],
  lcov: (options) => [
    new LcovOnly({ ...options, file: 'lcov.info' }),
    new Html({ ...options, subdir: 'lcov-report' }),
  ],
  lcovonly: (options) => [new LcovOnly(options)],
  json: (options) => [new Json(options)],
  'json-summary': (options) => [new JsonSummary(options)],
  cobertura: (options) => [new Cobertura(options)],
  clover: (options) => [new Clover(options)],
  teamcity: (options) => [new Teamcity(options)],
};

function contextOf(map: CoverageMap, writer: ReportFolder): Context {
  const context = createContext({
    coverageMap: map,
    defaultSummarizer: 'pkg',
    sourceFinder: sourceOf,
  });
  Reflect.defineProperty(context, 'writer', { value: writer });
  return context;
}

/** A file that is gone by now has its figures all the same. */
function sourceOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '/* This file was not there any more when the report was written. */\n';
  }
}

/** Stands in for the console of Istanbul's reports. */
class CapturedText implements ReportText {
  text = '';

  write(text: string): void {
    this.text += text;
  }

  println(text: string): void {
    this.text += `${text}\n`;
  }

  colorize(text: string): string {
    return text;
  }

  close(): void {
    // what it holds is taken from it
  }
}
