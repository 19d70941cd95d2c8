/** Errors of mocks and fake timers (ZT15xx), each made in one place so that a code means one thing. */
import { CodedError } from '../api/coded-error.ts';
import { nearestName } from '../api/did-you-mean.ts';

export type MockErrorCode =
  | 'ZT1501' // the arguments of spyOn or replaceProperty make no sense
  | 'ZT1502' // the property is not there
  | 'ZT1503' // the property is not of the kind that was asked for
  | 'ZT1504' // the runtime does not let the property be replaced
  | 'ZT1505' // a member of a limited mock that its class or object does not have
  | 'ZT1506' // verifyCalls
  | 'ZT1507' // verifyNoMoreCalls
  | 'ZT1508' // something that is no mock was passed where one is needed
  | 'ZT1510' // the arguments of a module mock make no sense
  | 'ZT1520' // a time or duration that cannot be read
  | 'ZT1521' // an unknown time zone
  | 'ZT1522' // a clock that is over
  | 'ZT1523' // options of fake timers that contradict each other or name something unknown
  | 'ZT1524'; // timers that never end

/** An error with a stable code; `hint` is what to do next. */
export class MockError extends CodedError {
  constructor(
    code: MockErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(code, message, options.hint);
    if (options.cause !== undefined)
      Object.defineProperty(this, 'cause', {
        value: options.cause,
        configurable: true,
        writable: true,
      });
  }
}

/** ` Did you mean …?` when `name` looks like a slip for one of `candidates`, else nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`;
}
