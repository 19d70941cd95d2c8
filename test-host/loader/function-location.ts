/**
 * Where a function of the user's stands, asked of V8's inspector: declarations need not capture a stack for the few of
 * them that fail without saying where (a time limit, `throw 'text'`).
 */
import type Inspector from 'node:inspector';
import type { SourcePosition } from './source-positions.ts';

/** @returns the generated position, 1-based; `undefined` for what is no function, and without an inspector */
export function locateFunction(fn: unknown): SourcePosition | undefined {
  if (typeof fn !== 'function') return undefined;
  try {
    return ask(fn);
  } catch {
    return undefined; // it is a help: without it the error is shown all the same
  }
}

const KEY = Symbol.for('ztest.function-to-locate');

interface RemoteFunction {
  readonly internalProperties?: readonly {
    readonly name: string;
    readonly value?: { readonly value?: unknown };
  }[];
}

function ask(fn: object): SourcePosition | undefined {
  const { Session } = process.getBuiltinModule('node:inspector') as typeof Inspector;
  const session = new Session();
  session.connect();
  Object.defineProperty(globalThis, KEY, { value: fn, configurable: true });
  try {
    const urls = new Map<string, string>();
    session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
    session.post('Debugger.enable');
    let place: unknown;
    session.post(
      'Runtime.evaluate',
      { expression: `globalThis[Symbol.for('${String(KEY.description)}')]` },
      (_error, answer) => {
        const { objectId } = answer.result;
        if (objectId === undefined) return;
        session.post(
          'Runtime.getProperties',
          { objectId, ownProperties: true },
          (_failure, found?: RemoteFunction) => {
            place = found?.internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')
              ?.value?.value;
          },
        );
      },
    );
    return toPosition(place, urls);
  } finally {
    Reflect.deleteProperty(globalThis, KEY);
    session.disconnect();
  }
}

function toPosition(place: unknown, urls: ReadonlyMap<string, string>): SourcePosition | undefined {
  if (typeof place !== 'object' || place === null) return undefined;
  const { scriptId, lineNumber, columnNumber } = {
    scriptId: '',
    lineNumber: 0,
    columnNumber: 0,
    ...place,
  };
  const url = urls.get(scriptId) ?? '';
  const file = url.startsWith('file:') ? decodeURIComponent(new URL(url).pathname) : url;
  return file === '' ? undefined : { file, line: lineNumber + 1, column: columnNumber + 1 };
}
