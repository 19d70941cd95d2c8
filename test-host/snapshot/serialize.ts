/**
 * Values to the text that a snapshot stores: pretty-format with the options and plugins that Jest has,
 * so that a suite which moves here keeps its snapshots.
 */
import { format, plugins, type Plugin, type PrettyFormatOptions } from 'pretty-format';
import { mockSerializer } from './mock-serializer.ts';
import { normalizeNewlines } from './snap-format.ts';
import type { SnapshotFormat, SnapshotSerializer } from './types.ts';

export interface SerializeOptions {
  /** Serializers of the user, the one to ask first in front. */
  readonly serializers: readonly SnapshotSerializer[];
  /** Options that the configuration sets. */
  readonly format: SnapshotFormat;
}

const builtInPlugins: readonly Plugin[] = [
  plugins.ReactTestComponent,
  plugins.ReactElement,
  plugins.DOMElement,
  plugins.DOMCollection,
  plugins.Immutable,
  mockSerializer,
  plugins.AsymmetricMatcher,
];

/** Jest's default for the `snapshotFormat` option. */
const defaultFormat: PrettyFormatOptions = { escapeString: false, printBasicPrototype: false };

/** The text of a value as it is stored; one of several lines stands between two line breaks. */
export function serializeSnapshot(value: unknown, options: SerializeOptions): string {
  return addLineBreaks(serialize(value, options));
}

/** @param indent spaces a level; 0 to compare without indentation */
export function serialize(value: unknown, options: SerializeOptions, indent = 2): string {
  return normalizeNewlines(
    format(value, {
      escapeRegex: true,
      indent,
      plugins: pluginsWith(options.serializers),
      printFunctionName: false,
      ...defaultFormat,
      ...options.format,
    }),
  );
}

/** For messages: pretty-format's own defaults, as Jest prints property matchers and labels. */
export function serializeForMessage(
  value: unknown,
  options: SerializeOptions,
  min: boolean,
): string {
  const text = format(value, {
    escapeRegex: true,
    min,
    plugins: pluginsWith(options.serializers),
    printFunctionName: false,
  });
  return min ? text : normalizeNewlines(text);
}

function addLineBreaks(text: string): string {
  return text.includes('\n') ? `\n${text}\n` : text;
}

export function removeLineBreaks(text: string): string {
  return text.length > 2 && text.startsWith('\n') && text.endsWith('\n') ? text.slice(1, -1) : text;
}

function pluginsWith(serializers: readonly SnapshotSerializer[]): Plugin[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same shape, ours leaves out rare options
  return [...(serializers as readonly Plugin[]), ...builtInPlugins];
}
