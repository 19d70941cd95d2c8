/**
 * What `import … from 'ztest/jest'` gives, as types: all of `ztest`, and the `jest` object for suites that were written for
 * Jest. Nothing in this file runs.
 *
 * @example
 * import { expect, jest, test } from 'ztest/jest';
 * jest.mock('./mailer');
 * test('counts', () => {
 *   const add = jest.fn((a: number, b: number) => a + b);
 *   add(1, 2);
 *   expect(add).toHaveBeenCalledWith(1, 2);
 * });
 */
import type * as mocks from '../mock/types.ts';
import type { Jest } from './jest-types.ts';
import type { SuiteApi, TestApi } from './types.ts';

export * from './index.ts';

/** Jest's names for `.skip` and `.only`. */
export declare const xit: TestApi;
export declare const xtest: TestApi;
export declare const fit: TestApi;
export declare const xdescribe: SuiteApi;
export declare const fdescribe: SuiteApi;

export declare const jest: Jest;

/** Types of mocks under the names that annotations of Jest suites use: `jest.Mocked<Mailer>`. */
export declare namespace jest {
  export type Mock<T extends mocks.FunctionLike = mocks.UnknownFunction> = mocks.Mock<T>;
  export type MockInstance<T extends mocks.FunctionLike = mocks.UnknownFunction> =
    mocks.MockInstance<T>;
  export type Mocked<T> = mocks.Mocked<T>;
  export type MockedClass<T extends mocks.ClassLike> = mocks.MockedClass<T>;
  export type MockedFunction<T extends mocks.FunctionLike> = mocks.MockedFunction<T>;
  export type MockedObject<T extends object> = mocks.MockedObject<T>;
  export type Replaced<T> = mocks.Replaced<T>;
  export type Spied<T extends mocks.ClassLike | mocks.FunctionLike> = mocks.Spied<T>;
  export type SpiedClass<T extends mocks.ClassLike> = mocks.SpiedClass<T>;
  export type SpiedFunction<T extends mocks.FunctionLike> = mocks.SpiedFunction<T>;
  export type SpiedGetter<T> = mocks.SpiedGetter<T>;
  export type SpiedSetter<T> = mocks.SpiedSetter<T>;
}

export type {
  Jest,
  JestFakeTimersConfig,
  JestMockOptions,
  JestRetryOptions,
} from './jest-types.ts';
