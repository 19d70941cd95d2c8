/** Values as text for a side-by-side diff, part of the chunk `jest-expect`. */
import { format, plugins } from 'pretty-format';
import { isTooLarge } from './value-size.ts';

const {
  AsymmetricMatcher,
  DOMCollection,
  DOMElement,
  Immutable,
  ReactElement,
  ReactTestComponent,
} = plugins;

/** @returns `undefined` when it cannot be printed, or when nobody would want to read it */
export function printForDiff(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length > 200_000 ? undefined : value;
  try {
    if (isTooLarge(value)) return undefined;
    return format(value, {
      escapeString: false,
      indent: 2,
      printBasicPrototype: false,
      plugins: [
        ReactTestComponent,
        ReactElement,
        DOMElement,
        DOMCollection,
        Immutable,
        AsymmetricMatcher,
      ],
    });
  } catch {
    return undefined;
  }
}
