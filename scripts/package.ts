/**
 * Packs the extension for this machine's platform: `ztest-<platform>-<version>.vsix`, a zip in the Open Packaging format that
 * VS Code installs. Its content is what `.vscodeignore` would leave in; the size is checked.
 */
import fs from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync, type Zippable } from 'fflate';

const LARGEST_MB = 10;
const FOLDERS = [
  'bin',
  'dist',
  'l10n',
  'media',
  'syntaxes',
  'node_modules/esbuild',
  platformPackage(),
];
const FILES = ['package.json', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
/** Only the npm package has use for them. */
const LEFT_OUT =
  /\.map$|\.tsbuildinfo$|^dist\/types\/|^node_modules\/esbuild\/(?!lib\/|package\.json)/;
const EXECUTABLE = 0o755;
const PLAIN = 0o644;

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly engines: { readonly vscode: string };
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own manifest
const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Manifest;
const target = `${process.platform}-${process.arch}`;
const out = path.resolve(process.argv[2] ?? `${manifest.name}-${target}-${manifest.version}.vsix`);

const entries: Zippable = {
  '[Content_Types].xml': strToU8(contentTypes()),
  'extension.vsixmanifest': strToU8(describeExtension()),
};
for (const file of filesToPack()) {
  const { mode } = fs.statSync(file);
  const attrs = ((mode & 0o111) === 0 ? PLAIN : EXECUTABLE) << 16;
  entries[`extension/${file}`] = [fs.readFileSync(file), { os: 3, attrs, level: 6 }];
}
const packed = zipSync(entries);
const size = packed.length / 1e6;
if (size > LARGEST_MB)
  throw new Error(
    `The extension is ${size.toFixed(1)} MB; ${LARGEST_MB} MB is the most it should be.`,
  );
fs.writeFileSync(out, packed);
console.log(
  `${path.relative('.', out)}: ${size.toFixed(1)} MB, ${Object.keys(entries).length} files`,
);

function filesToPack(): readonly string[] {
  const inside = FOLDERS.flatMap((folder) =>
    fs.existsSync(folder) ? fs.globSync(`${folder}/**`, { withFileTypes: true }) : [],
  )
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative('.', path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
    );
  return [...FILES.filter((file) => fs.existsSync(file)), ...inside].filter(
    (file) => !LEFT_OUT.test(file),
  );
}

/** esbuild's binary of this platform. */
function platformPackage(): string {
  return `node_modules/@esbuild/${process.platform}-${process.arch}`;
}

function describeExtension(): string {
  const { name, publisher, version, displayName, description, categories, keywords, engines } =
    manifest;
  const property = (id: string, value: string): string =>
    `<Property Id="Microsoft.VisualStudio.Code.${id}" Value="${escapeXml(value)}"/>`;
  const asset = (type: string, file: string): string =>
    `<Asset Type="Microsoft.VisualStudio.${type}" Path="extension/${file}" Addressable="true"/>`;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${name}" Version="${version}" Publisher="${publisher}" TargetPlatform="${target}"/>
    <DisplayName>${escapeXml(displayName)}</DisplayName>
    <Description xml:space="preserve">${escapeXml(description)}</Description>
    <Tags>${escapeXml(keywords.join(','))}</Tags>
    <Categories>${escapeXml(categories.join(','))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>${property('Engine', engines.vscode)}${property('ExtensionKind', 'workspace')}</Properties>
    <License>extension/LICENSE</License>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets>
    ${asset('Code.Manifest', 'package.json')}
    ${asset('Services.Content.Details', 'README.md')}
    ${asset('Services.Content.Changelog', 'CHANGELOG.md')}
    ${asset('Services.Content.License', 'LICENSE')}
  </Assets>
</PackageManifest>
`;
}

/** Every extension that a file has in it; those without one are named. */
function contentTypes(): string {
  const files = filesToPack();
  const extensions = new Set(
    files.map((file) => path.extname(file)).filter((extension) => extension !== ''),
  );
  const bare = files.filter((file) => path.extname(file) === '');
  const defaults = ['.vsixmanifest', ...extensions].map(
    (extension) => `<Default Extension="${extension}" ContentType="application/octet-stream"/>`,
  );
  const overrides = bare.map(
    (file) =>
      `<Override PartName="/extension/${escapeXml(file)}" ContentType="application/octet-stream"/>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${[...defaults, ...overrides].join('')}</Types>\n`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
