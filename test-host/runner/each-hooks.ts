/** The hooks that apply to the tests of a suite, in the order in which they run. */
import type { HookNode, SuiteNode } from '../api/registry.ts';
import { titlesOf } from '../api/registry.ts';
import type { Subject } from './messages.ts';

export interface EachHooks {
  readonly around: readonly HookNode[];
  readonly before: readonly HookNode[];
  readonly after: readonly HookNode[];
}

export const NO_HOOKS: EachHooks = { around: [], before: [], after: [] };

/** Worked out once a suite, and again when the file has got another hook. */
export class EachHooksOfSuites {
  readonly #known = new Map<SuiteNode, EachHooks>();
  readonly #root: SuiteNode;
  #count: number;

  constructor(root: SuiteNode) {
    this.#root = root;
    this.#count = root.hooks.length;
  }

  of(suite: SuiteNode): EachHooks {
    if (this.#root.hooks.length !== this.#count) {
      this.#known.clear();
      this.#count = this.#root.hooks.length;
    }
    const known = this.#known.get(suite);
    if (known !== undefined) return known;
    const outer = suite.parent === undefined ? NO_HOOKS : this.of(suite.parent);
    const hooks = suite.hooks.length === 0 ? outer : joinHooks(outer, suite.hooks);
    this.#known.set(suite, hooks);
    return hooks;
  }
}

/** As in Jest: before from the outside in, after from the inside out, in a suite always in the order of the source. */
function joinHooks(outer: EachHooks, own: readonly HookNode[]): EachHooks {
  const ofKind = (kind: HookNode['kind']): HookNode[] => own.filter((hook) => hook.kind === kind);
  const around = [...outer.around, ...ofKind('aroundEach')];
  const before = [...outer.before, ...ofKind('beforeEach')];
  const after = [...ofKind('afterEach'), ...outer.after];
  const isEmpty = around.length + before.length + after.length === 0;
  return isEmpty ? NO_HOOKS : { around, before, after };
}

export function hookSubject(hook: HookNode): Subject {
  return {
    kind: hook.kind,
    title: titlesOf(hook.suite).join(' > '),
    location: undefined,
    fn: hook.fn,
  };
}
