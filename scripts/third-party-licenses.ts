/** The licences of what the bundles contain: they ask to be handed on with it. */
import fs from 'node:fs';
import path from 'node:path';

/**
 * @param inputs paths of all files that went into bundles
 * @returns one text: each package with its version and the text of its licence
 * @throws when a package has none: it could not be handed on
 */
export function thirdPartyLicenses(inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []));
  const sections = [...folders].toSorted().map(describe);
  const common = [...folders].find((folder) => folder.endsWith('/@ts-morph/common'));
  if (common !== undefined) sections.push(typeScript(path.join(common, '../../typescript')));
  return `ztest contains the following packages.\n\n${sections.join('\n')}`;
}

/** `@ts-morph/common` carries the compiler without saying under which licence. */
function typeScript(folder: string): string {
  const heading = 'TypeScript, as part of @ts-morph/common (Apache-2.0)';
  return section(heading, licenseText(folder));
}

function packageFolder(input: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

function describe(folder: string): string {
  const manifest: unknown = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const read = (key: string): string => String(Reflect.get(Object(manifest), key));
  const heading = `${read('name')} ${read('version')} (${read('license')})`;
  return section(heading, licenseText(folder));
}

function section(heading: string, text: string): string {
  return `${heading}\n${'-'.repeat(heading.length)}\n\n${text.trim()}\n`;
}

function licenseText(folder: string): string {
  const own = fs.readdirSync(folder).filter((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name));
  if (own[0] === undefined) throw new Error(`${folder} has no licence file`);
  return fs.readFileSync(path.join(folder, own[0]), 'utf8');
}
