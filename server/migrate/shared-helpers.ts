/**
 * Helpers that stay as they are. What others install must not ask for ztest: it finds the globals of whichever runner there is.
 */
import { recordOf } from './jest-suites.ts';

const LOOKS_FOR_GLOBALS =
  /\btypeof\s+(?:jest|expect|describe|it|test|(?:before|after)(?:Each|All))\b/;
const OF_TESTS =
  /(?:^|\/)(?:__\w+__|tests?|specs?|fixtures|e2e|integration|jest|scripts)\/|(?:^|\/)[^/]*(?:setup|jest)[^/]*$/i;

/** @param manifest of the package that the file belongs to; @param file relative to it */
export function staysForOthers(
  { file, text }: { readonly file: string; readonly text: string },
  manifest: Readonly<Record<string, unknown>>,
): boolean {
  return LOOKS_FOR_GLOBALS.test(text) || (isPublished(file, manifest) && !OF_TESTS.test(file));
}

/** A list of files says so; without one nearly everything is published, tests as well. */
function isPublished(file: string, manifest: Readonly<Record<string, unknown>>): boolean {
  const { files, private: isPrivate } = recordOf(manifest);
  if (isPrivate === true || !Array.isArray(files)) return false;
  return files.some((entry) => {
    if (typeof entry !== 'string') return false;
    const folder = entry.replace(/^\.?\//, '').replace(/\/?(?:\*.*)?$/, '');
    return folder === file || (folder !== '' && file.startsWith(`${folder}/`));
  });
}

/** Packages among the set-up files bring matchers or hooks by the globals. */
export function hasSetupOfPackages(settings: Readonly<Record<string, unknown>>): boolean {
  return ['setupFilesAfterEnv', 'setupTestFrameworkScriptFile']
    .flatMap((key) => settings[key])
    .some((one) => typeof one === 'string' && /^[^.</\\]/.test(one) && !/^[a-z]:/i.test(one));
}
