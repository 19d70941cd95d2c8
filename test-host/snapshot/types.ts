/**
 * What test authors see of snapshots: the matchers, serializers and the options of the format. Nothing here is
 * imported from a package, so a user's project needs no types but ours.
 */

/* oxlint-disable max-params -- the shape of a serializer is Jest's */

/** Prints a value that is part of another one. */
export type SnapshotPrinter = (
  value: unknown,
  config: SnapshotPrinterConfig,
  indentation: string,
  depth: number,
  refs: unknown[],
) => string;

/** The options that are in force, as serializers get them and hand them on. */
export interface SnapshotPrinterConfig {
  /** One level of indentation. */
  readonly indent: string;
  /** Everything on one line. */
  readonly min: boolean;
  readonly maxDepth: number;
  /** Between the members of a collection: a line break, or a space. */
  readonly spacingInner: string;
  /** Around the members of a collection: a line break, or nothing. */
  readonly spacingOuter: string;
}

/**
 * How values of one kind are printed in snapshots, as Jest's serializers are. The older form, with `print`
 * in place of `serialize`, works too.
 *
 * @example
 * expect.addSnapshotSerializer({
 *   test: (value) => value instanceof Money,
 *   serialize: (value, config, indentation, depth, refs, printer) =>
 *     `Money ${printer(value.amount, config, indentation, depth, refs)}`,
 * })
 */
// The received value is whatever `test` let through, which no type can say: `any`, as in Jest's types.
/* oxlint-disable typescript/no-explicit-any */
export type SnapshotSerializer =
  | {
      readonly test: (value: any) => boolean;
      readonly serialize: (
        value: any,
        config: SnapshotPrinterConfig,
        indentation: string,
        depth: number,
        refs: unknown[],
        printer: SnapshotPrinter,
      ) => string;
    }
  | {
      readonly test: (value: any) => boolean;
      readonly print: (
        value: any,
        print: (value: unknown) => string,
        indent: (text: string) => string,
        options: { readonly edgeSpacing: string; readonly min: boolean; readonly spacing: string },
      ) => string;
    };
/* oxlint-enable typescript/no-explicit-any, max-params */

/** Options of the printed form. The defaults are Jest's. */
export interface SnapshotFormat {
  /** Calls `toJSON()` of objects that have it. Default true. */
  readonly callToJSON?: boolean;
  /** Order of the keys of objects; `null` keeps the order they were made in. Default: alphabetical. */
  readonly compareKeys?: ((a: string, b: string) => number) | null;
  /** Backslashes in the text of regular expressions. Default true. */
  readonly escapeRegex?: boolean;
  /** Backslashes before quotes and backslashes in strings. Default false. */
  readonly escapeString?: boolean;
  /** Spaces a level. Default 2. */
  readonly indent?: number;
  /** Levels to print; deeper objects are `[Object]`. Default: all. */
  readonly maxDepth?: number;
  /** Members of a collection to print. Default: all. */
  readonly maxWidth?: number;
  /** Everything on one line. Default false. */
  readonly min?: boolean;
  /** `Object {` and `Array [` in place of `{` and `[`. Default false. */
  readonly printBasicPrototype?: boolean;
  /** `[Function name]` in place of `[Function]`. Default false. */
  readonly printFunctionName?: boolean;
}

/** Matchers where the members of an object differ from run to run. */
export type PropertyMatchers<T> =
  | { readonly [K in keyof T]?: unknown }
  | Readonly<Record<string, unknown>>;

/** The snapshot matchers of `expect(received)`; `R` is what a matcher returns, `T` the received type. */
export interface SnapshotMatchers<R, T = unknown> {
  /**
   * The value prints as it did when the snapshot was stored, in `__snapshots__/<test file>.snap`. A snapshot that is
   * not there yet is stored, except where the run must not write (CI): there the test fails.
   *
   * @param hint appended to the name of the test, to tell several snapshots of one test apart
   * @throws when the value differs from the snapshot; ZT1601–ZT1604 when the snapshot file cannot be used
   * @example expect(render(<Cart />)).toMatchSnapshot()
   * @example expect(render(<Cart items={2} />)).toMatchSnapshot('two items')
   */
  toMatchSnapshot(hint?: string): R;
  /**
   * As above for objects with members that change from run to run: those are compared with `properties`, and stored
   * as the matcher that they met.
   *
   * @example expect(user).toMatchSnapshot({ createdAt: expect.any(Date) })
   */
  toMatchSnapshot(properties: PropertyMatchers<T>, hint?: string): R;

  /**
   * As `toMatchSnapshot`, with the snapshot in the test file itself: called without one, the run writes it there,
   * indented as the code around it.
   *
   * @throws ZT1608 when one call is reached with different values, as in a loop
   * @example expect(add(1, 2)).toMatchInlineSnapshot(`3`)
   */
  toMatchInlineSnapshot(snapshot?: string): R;
  /** @example expect(user).toMatchInlineSnapshot({ id: expect.any(Number) }, `{ "id": Any<Number> }`) */
  toMatchInlineSnapshot(properties: PropertyMatchers<T>, snapshot?: string): R;

  /**
   * The function throws, or the promise rejects, with the message that is stored; causes are part of it.
   *
   * @example expect(() => parse('{')).toThrowErrorMatchingSnapshot()
   * @example await expect(load('missing')).rejects.toThrowErrorMatchingSnapshot()
   */
  toThrowErrorMatchingSnapshot(hint?: string): R;
  /** @example expect(() => parse('{')).toThrowErrorMatchingInlineSnapshot(`"Unexpected end of input"`) */
  toThrowErrorMatchingInlineSnapshot(snapshot?: string): R;

  /**
   * The value is what a file of its own holds; strings are stored as they are, anything else as it prints.
   *
   * @param path relative to the test file
   * @example expect(renderHtml(page)).toMatchFileSnapshot('./golden/page.html')
   */
  toMatchFileSnapshot(path: string, hint?: string): R;
}
