/** The members of `t`; `invocation.ts` makes the function of it that tests receive. */
import { inspect } from 'node:util';
import type { SuiteContext, TaskInfo, TestContext } from '../api/types.ts';
import type { Expect } from '../expect/types.ts';
import type { Attachment } from '../protocol.ts';
import { printValue } from '../../titles/print-value.ts';
import type { Attempt } from './attempt.ts';
import { SkipRequest } from './skip-request.ts';
import { memberOfNoTest } from './messages.ts';

/**
 * One a test attempt, shared by its hooks: what one of them stores in it the others find.
 * Members are getters that answer functions, because tests destructure them.
 */
export class TestMembers implements Omit<Members<TestContext>, 'done' | 'fail'> {
  readonly #attempt: Attempt;
  readonly #getExpect: () => Expect;
  #expect: Expect | undefined;

  constructor(attempt: Attempt, getExpect: () => Expect) {
    this.#attempt = attempt;
    this.#getExpect = getExpect;
  }

  get name(): string {
    return this.#attempt.node.title;
  }

  get task(): TaskInfo {
    const { id, titles, file, node, retry, repeat, concurrent } = this.#attempt;
    return {
      id,
      name: node.title,
      fullName: titles.join(' '),
      titles,
      file: file.path,
      tags: node.options.tags,
      retry,
      repeat,
      concurrent,
    };
  }

  get signal(): AbortSignal {
    return this.#attempt.signal;
  }

  get expect(): Expect {
    return (this.#expect ??= this.#getExpect());
  }

  get onTestFinished() {
    return (fn: (t: TestContext) => unknown): void => {
      this.#assertActive('onTestFinished').onFinished.push(fn);
    };
  }

  get onTestFailed() {
    return (fn: (t: TestContext) => unknown): void => {
      this.#assertActive('onTestFailed').onFailed.push(fn);
    };
  }

  get annotate() {
    return (message: string, type?: string): void => {
      const annotation = {
        message: asText(message),
        ...(type !== undefined && { type: asText(type) }),
      };
      this.#assertActive('annotate').annotations.push(annotation);
    };
  }

  get attach() {
    return (name: string, body: string | Uint8Array | object, contentType?: string): void => {
      const attachment = encodeAttachment(asText(name), body, contentType && asText(contentType));
      this.#assertActive('attach').attachments.push(attachment);
    };
  }

  get skip() {
    return (reason?: string): never => {
      const request = new SkipRequest(reason === undefined ? undefined : asText(reason));
      this.#assertActive('skip').skipRequest ??= request; // also when the test swallows what is thrown
      throw request;
    };
  }

  #assertActive(member: string): Attempt {
    if (!this.#attempt.isActive) throw memberOfNoTest(member);
    return this.#attempt;
  }
}

type Members<T> = { readonly [K in keyof T]: T[K] };

/** The argument of beforeAll and afterAll. */
export class SuiteMembers implements Omit<Members<SuiteContext>, 'done' | 'fail'> {
  readonly name: string;
  readonly #controller = new AbortController();

  constructor(name: string) {
    this.name = name;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  static abort(members: SuiteMembers, reason: Error): void {
    members.#controller.abort(reason);
  }
}

/** JavaScript may hand in anything, and an event is data. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : printValue(value);
}

function encodeAttachment(
  name: string,
  body: string | Uint8Array | object,
  contentType: string | undefined,
): Attachment {
  if (typeof body === 'string') return { name, contentType: contentType ?? 'text/plain', body };
  if (body instanceof Uint8Array) {
    const encoded = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
    const type = contentType ?? 'application/octet-stream';
    return { name, contentType: type, body: encoded, encoding: 'base64' };
  }
  try {
    return {
      name,
      contentType: contentType ?? 'application/json',
      body: JSON.stringify(body, null, 2),
    };
  } catch {
    return { name, contentType: 'text/plain', body: inspect(body, { depth: 8 }) }; // a cycle, or a bigint
  }
}
