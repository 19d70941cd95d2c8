/** `ztest coverage merge`, and how a run shows what was covered. */
import { openOutput } from '../reporters/output-stream.ts';
import { defaultReports, takesStdout } from '../reporters/report-specs.ts';
import { wantsColor } from '../reporters/text/styles.ts';
import {
  mergeCoverage,
  type CoverageReport,
  type CoverageReportOptions,
} from '../../server/engine.ts';
import { isContinuousIntegration } from '../../server/config/environment.ts';
import { colorEnvironment, fail, type CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { renderProblem } from './messages.ts';
import { print } from './print.ts';

export async function mergeCoverageCommand(context: CommandContext): Promise<number> {
  const { config, request, cwd } = context;
  const options = coverageOptions(context, { isOfAll: true, hasPassed: true });
  const report = await mergeCoverage({ config, options, paths: request.merges, cwd });
  if (!report.isMerged) return fail(report.problems);
  const isFine = await showCoverage(report, context);
  return isFine ? exitCodes.passed : exitCodes.failed;
}

export function coverageOptions(
  context: CommandContext,
  { isOfAll, hasPassed }: { readonly isOfAll: boolean; readonly hasPassed: boolean },
): CoverageReportOptions {
  const { config, request } = context;
  const { isTTY, columns } = outputOf(context);
  const isAsked = config.coverage.thresholds.autoUpdate === true;
  const raises = request.raisesThresholds ?? (isAsked && !isContinuousIntegration(process.env));
  const summaryFile = process.env['GITHUB_STEP_SUMMARY'];
  const isOnGithub = reportsOf(context).some((spec) => spec.split('=')[0] === 'github');
  return {
    screen: {
      hasColor: wantsColor({ env: colorEnvironment(context), isTTY }),
      columns: isTTY ? columns() : 0,
    },
    isOfAll,
    raisesThresholds: isOfAll && hasPassed && raises,
    summaryFile: isOnGithub && summaryFile !== '' ? summaryFile : undefined,
  };
}

/** @returns whether nothing is wrong */
export async function showCoverage(
  { text, problems }: CoverageReport,
  context: CommandContext,
): Promise<boolean> {
  await print(text, outputOf(context));
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  return problems.every(({ severity }) => severity !== 'error');
}

/** A report that goes to standard output has it for itself. */
export function outputOf(context: CommandContext): ReturnType<typeof openOutput> {
  return openOutput(takesStdout(reportsOf(context)) ? 2 : 1);
}

function reportsOf({ config }: CommandContext): readonly string[] {
  return config.report ?? defaultReports(process.env);
}
