/** Projects that stand in the configuration itself: what they share is the suite's, and what they do not share tells them apart. */
import { runsTests } from '../jest/runners.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface InlineProjects {
  /** With what all projects say. */
  readonly settings: Settings;
  /** They do not only have other files: no single configuration can say what each of them says. */
  readonly areTangled: boolean;
}

export function withInlineProjects(settings: Settings): InlineProjects {
  const { projects, ...rest } = settings;
  const all = Array.isArray(projects) ? projects.filter(isSettings) : [];
  if (!Array.isArray(projects) || all.length === 0 || all.length < projects.length)
    return { settings, areTangled: false };
  const runners = all.map(({ runner }) => runner).filter(isCustomRunner);
  const own = all.filter(({ runner }) => !isCustomRunner(runner));
  const [first = {}, ...others] = own;
  const isShared = (key: string): boolean =>
    others.every((one) => JSON.stringify(one[key]) === JSON.stringify(first[key]));
  const keys = [...new Set(own.flatMap((one) => Object.keys(one)))];
  const shared = keys.filter((key) => isShared(key) && key !== 'rootDir' && key in first);
  return {
    settings: {
      ...rest,
      ...Object.fromEntries(shared.map((key) => [key, first[key]])),
      ...(others.length > 0 && { projects: own }),
      ...(runners.length > 0 && { runner: runners[0] }),
    },
    areTangled: keys.some((key) => !isShared(key) && !OF_FILES.test(key)),
  };
}

/** Where a project is, which files are its tests, what they run in: all of it is looked at file by file. */
const OF_FILES =
  /^(?:color|displayName|id|name|rootDir|roots|test(?:Environment\w*|Match|PathIgnorePatterns|Regex|URL)|(?:coverage|collectCoverage)\w*)$/;

function isCustomRunner(runner: unknown): boolean {
  return typeof runner === 'string' && !runsTests(runner);
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null;
}
