/** Mock functions in snapshots: `[MockFunction name] { "calls": …, "results": … }`, as Jest prints them. */
import type { NewPlugin } from 'pretty-format';

interface MockFunctionLike {
  getMockName(): string;
  readonly mock: { readonly calls: readonly unknown[]; readonly results: readonly unknown[] };
}

/** What `getMockName()` says of a mock function that nobody named, here and in other frameworks. */
const defaultNames: ReadonlySet<string> = new Set(['jest.fn()', 'vi.fn()']);

export const mockSerializer: NewPlugin = {
  test: isMockFunction,
  // oxlint-disable-next-line max-params -- pretty-format's signature
  serialize(value, config, indentation, depth, refs, printer) {
    if (!isMockFunction(value)) return String(value); // `test` admits nothing else
    const name = value.getMockName();
    const head = defaultNames.has(name) ? '[MockFunction]' : `[MockFunction ${name}]`;
    if (value.mock.calls.length === 0) return head;

    const inner = indentation + config.indent;
    const print = (member: readonly unknown[]) => printer(member, config, inner, depth, refs);
    const separator = config.min ? ', ' : ',';
    const end = config.min ? '' : ',';
    return (
      `${head} {${config.spacingOuter}` +
      `${inner}"calls": ${print(value.mock.calls)}${separator}${config.spacingOuter}` +
      `${inner}"results": ${print(value.mock.results)}${end}${config.spacingOuter}` +
      `${indentation}}`
    );
  },
};

function isMockFunction(value: unknown): value is MockFunctionLike {
  return (
    Boolean(value) &&
    (typeof value === 'function' || typeof value === 'object') &&
    Boolean(Reflect.get(Object(value), '_isMockFunction'))
  );
}
