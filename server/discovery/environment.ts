import type { Expression, ParsedFile } from '../parsing/parsed-file.ts';
import type { FilePath } from '../../test-host/protocol.ts';
import { Unknown } from './values.ts';

/** The file that an expression stands in. */
export interface ModuleScope {
  readonly file: FilePath;
  readonly parsed: ParsedFile;
}

/** A value, or how to get it: what a name stands for may be needed before its statement comes. */
export type Slot = { readonly value: unknown } | { readonly make: () => unknown };

/** The names that a piece of code sees. */
export class Environment {
  readonly module: ModuleScope;
  /** What places in this code count from. */
  readonly origin: number;
  readonly #parent: Environment | undefined;
  readonly #slots = new Map<string, Slot>();
  readonly #imports = new Map<string, () => boolean>();

  constructor(module: ModuleScope, parent?: Environment, from = 0) {
    this.module = module;
    this.origin = (parent?.origin ?? 0) + from;
    this.#parent = parent;
  }

  /** @param from where the places of the code are counted from, as places are counted here */
  inner(from?: number): Environment {
    return new Environment(this.module, this, from);
  }

  set(name: string, value: unknown): void {
    this.#slots.set(name, { value });
  }

  /** @param make called when the name is read first */
  defer(name: string, make: () => unknown): void {
    this.#slots.set(name, { make });
  }

  /** A name that is imported. @param mayDeclare whether its module speaks of tests */
  import(name: string, make: () => unknown, mayDeclare: () => boolean): void {
    this.#slots.set(name, { make });
    this.#imports.set(name, mayDeclare);
  }

  /** Whether what the name stands for may declare tests when it is called. */
  mayDeclare(name: string): boolean {
    const ask = this.#imports.get(name);
    if (ask !== undefined) return ask();
    return this.#slots.has(name) || (this.#parent?.mayDeclare(name) ?? true);
  }

  has(name: string): boolean {
    return this.#slots.has(name) || this.#parent?.has(name) === true;
  }

  get(name: string): unknown {
    const slot = this.#slots.get(name);
    if (slot === undefined) {
      return this.#parent === undefined
        ? new Unknown(`"${name}" is known only when the file runs`)
        : this.#parent.get(name);
    }
    if ('value' in slot) return slot.value;
    this.set(name, new Unknown(`"${name}" needs itself`));
    const value = slot.make();
    this.set(name, value);
    return value;
  }
}

/** What the parts of the evaluation share. */
export interface Machine {
  readonly evaluate: (expression: Expression, environment: Environment) => unknown;
  readonly call: (callee: unknown, args: readonly unknown[]) => unknown;
  /** Runs `body` as something that may happen or not: what it declares is dynamic, for the reason. */
  readonly maybe: <T>(reason: string, body: () => T) => T;
  /** Lists and objects that a function has changed. */
  readonly changed: WeakSet<object>;
  /** Counts one step of work; false once a file has had its share. */
  readonly step: () => boolean;
}
