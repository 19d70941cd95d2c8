/** What the modules of Node and of packages export: shared by all files of a process, so it can be patched. */
import { isBuiltin } from 'node:module';
import { dataOf, isClassPrototype, isObject, isPlain } from './kinds.ts';
import { settingsOf, type RestoreSetting } from './node-settings.ts';
import type { WatchedObjects, WatchOptions } from './watched-objects.ts';

/** Of one package. */
const MAX_PLAIN_OBJECTS = 100;

export class WatchedModules {
  readonly #objects: WatchedObjects;
  readonly #onTimers: () => void;
  readonly #known = new Set<unknown>();
  readonly #settings: { readonly name: string; readonly restore: RestoreSetting }[] = [];

  /** @param onTimers called when somebody gets `node:timers` */
  constructor(objects: WatchedObjects, onTimers: () => void) {
    this.#objects = objects;
    this.#onTimers = onTimers;
  }

  /** Settings behind functions; what is a property is put back with the others. @returns what could not be put back */
  restore(): readonly string[] {
    return this.#settings.flatMap(({ name, restore }) => {
      try {
        restore();
        return [];
      } catch {
        return [`a setting of ${name}`];
      }
    });
  }

  /** A module of Node or of a package that user code got hold of: its exports can be patched. */
  watch(name: string, exports: unknown): void {
    if (this.#known.has(exports) || !isObject(exports)) return;
    this.#known.add(exports);
    if (/^(?:node:)?timers(?:\/promises)?$/.test(name)) this.#onTimers();
    if (!isBuiltin(name)) return this.#watchPackage(name, exports);
    const absorb = (change: () => void): void => this.#objects.absorb(change);
    for (const restore of settingsOf(name, absorb)) this.#settings.push({ name, restore });
    this.#objects.watch(`the exports of ${name}`, exports, { isOfNode: true });
    if (typeof exports === 'function')
      this.#objects.watch(`the prototype of ${name}`, exports.prototype);
    this.#watchParts(name, exports);
  }

  /** Of Node's modules also what hangs below them: `http.globalAgent`, `fs.promises`, the prototypes of their classes. */
  #watchParts(name: string, exports: object): void {
    if (name.endsWith('fs')) this.#objects.watch('fs.promises', Reflect.get(exports, 'promises'));
    if (name.endsWith('http') || name.endsWith('https')) {
      const agent: unknown = Reflect.get(exports, 'globalAgent');
      this.#objects.watch(`${name}.globalAgent`, agent);
      if (isObject(agent))
        this.#objects.watch(`${name}.globalAgent.options`, Reflect.get(agent, 'options'));
    }
    if (name.endsWith('crypto')) {
      const { webcrypto } = process.getBuiltinModule('crypto');
      this.#objects.watch('crypto.webcrypto', webcrypto);
      this.#objects.watch('crypto.webcrypto.subtle', webcrypto.subtle);
    }
    if (name.endsWith('util')) {
      const inspect: unknown = Reflect.get(exports, 'inspect');
      if (isObject(inspect)) {
        this.#objects.watch('util.inspect', inspect);
        this.#watchBelow('util.inspect', inspect, {});
      }
    }
    for (const [key, value] of dataOf(exports)) {
      if (typeof value === 'object') this.#objects.watch(`${name}.${key}`, value);
      else if (typeof value === 'function' && isClassPrototype(value.prototype))
        this.#objects.watch(`${name}.${key}.prototype`, value.prototype);
    }
  }

  /**
   * Of a package its default export and plain data, such as `axios.defaults.headers.common`. Not its classes: packages
   * remember which plugins have changed those (`chai.use`) and would not let them do it again.
   */
  #watchPackage(name: string, exports: object): void {
    const inner: unknown = Reflect.getOwnPropertyDescriptor(exports, 'default')?.value;
    if (isObject(inner)) this.#watchExport(`the default export of ${name}`, inner);
    this.#watchExport(`the exports of ${name}`, exports);
    if (typeof exports === 'function')
      this.#objects.watch(`the prototype of ${name}`, exports.prototype, { mayKeep: true });
  }

  #watchExport(name: string, object: object): void {
    const isInstance = typeof object === 'object' && !isPlain(object);
    this.#objects.watch(name, object, { mayKeep: true, takesPlugins: true, isInstance });
    this.#watchBelow(name, object, { mayKeep: true });
  }

  /** Plain objects and arrays below an object, the nearest first; large data is no setting. */
  #watchBelow(name: string, top: object, options: WatchOptions): void {
    const found: [string, object][] = [[name, top]];
    for (let i = 0; i < found.length && found.length < MAX_PLAIN_OBJECTS; i++) {
      const [path, object] = found[i] ?? [name, top];
      for (const [key, value] of dataOf(object)) {
        if (isPlain(value) && !found.some(([, known]) => known === value))
          found.push([`${path}.${key}`, value]);
      }
    }
    for (const [path, object] of found.slice(1)) this.#objects.watch(path, object, options);
  }
}
