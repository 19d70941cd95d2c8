/** Which declaration a name of a file means. */
import { ts } from 'ts-morph';
import type { Sight } from './sight.ts';
import type { StatementMemory } from './statement-memory.ts';

export interface Declaration {
  readonly name: string;
  /** What the name is made from; absent for parameters and whatever else nobody can know. */
  readonly origin?:
    | { readonly kind: 'import'; readonly specifier: string; readonly imported: string }
    /** `path`: the properties that a pattern takes out of the value. */
    | {
        readonly kind: 'value';
        readonly value: ts.Expression;
        readonly path: readonly string[];
        readonly scope: Scope;
      }
    | { readonly kind: 'function' };
  /** Puts its statement into the body of the file, once something that is there needs it. */
  emit?: (() => void) | undefined;
  /** Assigned again, or its contents changed: its first value says nothing. */
  isChanged?: true;
  /** Where the body says so. */
  target?: { isChanged?: true };
}

export class Scope {
  readonly parent: Scope | undefined;
  /** 0: the top level of the file. */
  readonly depth: number;
  readonly memory: StatementMemory | undefined;
  /** Made when it is asked for, once all names are declared. */
  sight: Sight | undefined;
  readonly #names = new Map<string, Declaration>();

  constructor(parent?: Scope, memory = parent?.memory) {
    this.parent = parent;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.memory = memory;
  }

  declarations(): Iterable<Declaration> {
    return this.#names.values();
  }

  /** A name that is declared twice (`var`, a merged enum) has no one value. */
  add(declaration: Declaration): void {
    const { name } = declaration;
    const first = this.#names.get(name);
    this.#names.set(name, first === undefined ? declaration : { name });
    if (first?.target !== undefined) first.target.isChanged = true;
  }

  find(name: string): Declaration | undefined {
    return this.#names.get(name) ?? this.parent?.find(name);
  }

  /** How deep the name is declared. */
  depthOf(name: string): number | undefined {
    return this.#names.has(name) ? this.depth : this.parent?.depthOf(name);
  }
}

/** The names that a parameter or a variable declares. */
export function namesOf(target: ts.BindingName): string[] {
  if (ts.isIdentifier(target)) return [target.text];
  return target.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : namesOf(element.name),
  );
}

/** Declares the names of a variable, with what each takes out of the value. */
export function declareVariable(
  scope: Scope,
  target: ts.BindingName,
  from: {
    readonly value: ts.Expression | undefined;
    readonly path: readonly string[];
    readonly emit?: () => void;
  },
): void {
  if (ts.isIdentifier(target)) {
    const { value, path, emit } = from;
    scope.add({
      name: target.text,
      ...(value !== undefined && { origin: { kind: 'value', value, path, scope } }),
      emit,
    });
    return;
  }
  for (const element of target.elements) {
    if (ts.isOmittedExpression(element)) continue;
    const key = element.propertyName ?? element.name;
    const isKnown =
      ts.isObjectBindingPattern(target) &&
      element.dotDotDotToken === undefined &&
      ts.isIdentifier(key);
    declareVariable(scope, element.name, {
      ...from,
      ...(isKnown ? { path: [...from.path, key.text] } : { value: undefined }),
    });
  }
}
