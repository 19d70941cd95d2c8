/** `mock.replaceProperty`: another value for a property that is no function. */
import type { TestScope } from '../api/scope.ts';
import { MockError } from './errors.ts';
import { runningTest, type Mocker } from './mocker.ts';
import { inheritedDescriptor } from './objects.ts';
import { behindMirror, checkTarget, missingProperty, notConfigurable, type Member } from './spy.ts';
import type { Replaced } from './types.ts';

interface Replacement {
  readonly handle: Replaced;
  readonly test: TestScope | undefined;
}

/** Replaced properties by mocker, object and key: replacing one again changes the same replacement. */
const replacements = new WeakMap<Mocker, WeakMap<object, Map<PropertyKey, Replacement>>>();

export function replaceProperty(
  mocker: Mocker,
  target: { readonly object: unknown; readonly key: PropertyKey | null | undefined },
  value: unknown,
): Replaced {
  const member = behindMirror(checkTarget('replaceProperty', target.object, target.key));
  const { object, key } = member;
  const own = Object.getOwnPropertyDescriptor(object, key);
  const descriptor = own ?? inheritedDescriptor(object, key);
  const known = knownReplacements(mocker, object);
  const existing = known.get(key);
  if (existing !== undefined) return replaceAgain(mocker, { member, existing }, value);
  checkReplaceable(mocker, member, descriptor);

  // An export of a module of the project is an accessor, which is our doing: to the user it is a value.
  const isAccessor = descriptor?.get !== undefined;
  const write = (next: unknown): void => {
    if (isAccessor || !Reflect.set(object, key, next)) {
      const enumerable = descriptor?.enumerable ?? true;
      Object.defineProperty(object, key, {
        value: next,
        writable: true,
        configurable: true,
        enumerable,
      });
    }
  };
  const putBack = mocker.addChange('spy', () => {
    known.delete(key);
    if (own === undefined) Reflect.deleteProperty(object, key);
    else if (isAccessor || own.writable !== true) Object.defineProperty(object, key, own);
    else Reflect.set(object, key, own.value);
  });
  const handle: Replaced = {
    replaceValue(next) {
      write(next);
      return handle;
    },
    restore: putBack,
    [Symbol.dispose]: putBack,
  };
  known.set(key, { handle, test: runningTest() });
  return handle.replaceValue(value);
}

/** In a test, what was replaced outside it gets its earlier replacement back when the test is over. */
function replaceAgain(
  mocker: Mocker,
  { member, existing }: { readonly member: Member; readonly existing: Replacement },
  value: unknown,
): Replaced {
  if (existing.test !== runningTest()) {
    const { object, key } = member;
    const before: unknown = Reflect.get(object, key);
    mocker.addChange('spy', () => {
      if (knownReplacements(mocker, object).get(key) === existing)
        existing.handle.replaceValue(before);
    });
  }
  return existing.handle.replaceValue(value);
}

function knownReplacements(mocker: Mocker, object: object): Map<PropertyKey, Replacement> {
  let byObject = replacements.get(mocker);
  if (byObject === undefined) replacements.set(mocker, (byObject = new WeakMap()));
  let byKey = byObject.get(object);
  if (byKey === undefined) byObject.set(object, (byKey = new Map<PropertyKey, Replacement>()));
  return byKey;
}

function checkReplaceable(
  mocker: Mocker,
  member: Member,
  descriptor: PropertyDescriptor | undefined,
): void {
  const { object, key } = member;
  if (descriptor === undefined) throw missingProperty(member);
  if (descriptor.configurable !== true) throw notConfigurable(member);
  const name = String(key);
  const isExport = Reflect.get(object, '__esModule') === true;
  for (const access of ['get', 'set'] as const) {
    if (descriptor[access] === undefined || isExport) continue;
    throw new MockError(
      'ZT1503',
      `Cannot replace the \`${name}\` property because it has a ${access}ter. ` +
        `Use \`${mocker.apiName}.spyOn(object, '${name}', '${access}').mockReturnValue(value)\` instead.`,
    );
  }
  if (typeof (isExport ? Reflect.get(object, key) : descriptor.value) === 'function') {
    throw new MockError(
      'ZT1503',
      `Cannot replace the \`${name}\` property because it is a function. Use \`${mocker.apiName}.spyOn(object, '${name}')\` instead.`,
    );
  }
}
