/** The two files of the Open Packaging format that stand around an extension: who it is, and what its files are. */
import path from 'node:path';
import type { Target } from './targets.ts';

export interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly extensionKind: readonly string[];
  readonly contributes: {
    readonly languages: readonly { readonly extensions: readonly string[] }[];
  };
}

export function describeExtension(manifest: Manifest, target: Target): string {
  const { name, publisher, version, displayName, description, categories } = manifest;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011" xmlns:d="http://schemas.microsoft.com/developer/vsx-schema-design/2011">
  <Metadata>
    <Identity Language="en-US" Id="${name}" Version="${version}" Publisher="${publisher}" TargetPlatform="${target}"/>
    <DisplayName>${escapeXml(displayName)}</DisplayName>
    <Description xml:space="preserve">${escapeXml(description)}</Description>
    <Tags>${escapeXml(tagsOf(manifest).join(','))}</Tags>
    <Categories>${escapeXml(categories.join(','))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
      ${propertiesOf(manifest).join('\n      ')}
    </Properties>
    <License>extension/LICENSE</License>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
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

/** With those by which the marketplace finds it for a kind of file, and for windows without Node. */
function tagsOf({ keywords, contributes }: Manifest): readonly string[] {
  const endings = contributes.languages.flatMap(({ extensions }) => extensions);
  return [...keywords, ...endings.map((ending) => `__ext_${ending.slice(1)}`), '__web_extension'];
}

function propertiesOf({ engines, extensionKind }: Manifest): readonly string[] {
  const properties = {
    'Code.Engine': engines.vscode,
    'Code.ExtensionDependencies': '',
    'Code.ExtensionPack': '',
    'Code.ExtensionKind': [...new Set([...extensionKind, 'web'])].join(','),
    'Code.LocalizedLanguages': '',
    'Code.EnabledApiProposals': '',
    'Code.ExecutesCode': 'true',
    'Services.GitHubFlavoredMarkdown': 'true',
    'Services.Content.Pricing': 'Free',
  };
  return Object.entries(properties).map(
    ([id, value]) => `<Property Id="Microsoft.VisualStudio.${id}" Value="${escapeXml(value)}"/>`,
  );
}

function asset(type: string, file: string): string {
  return `<Asset Type="Microsoft.VisualStudio.${type}" Path="extension/${file}" Addressable="true"/>`;
}

/** Every ending that a file has; those without one are named. */
export function contentTypes(files: readonly string[]): string {
  const endings = new Set(
    files.map((file) => path.extname(file)).filter((ending) => ending !== ''),
  );
  const bare = files.filter((file) => path.extname(file) === '');
  const defaults = ['.vsixmanifest', ...endings].map(
    (ending) => `<Default Extension="${ending}" ContentType="application/octet-stream"/>`,
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
