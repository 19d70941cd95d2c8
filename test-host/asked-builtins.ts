/** Who asks for a module of Node's by `process.getBuiltinModule` gets it past every loader. */

/** @param onAsked told the name, without `node:`, before whoever asks has it */
export function whenBuiltinIsAsked(onAsked: (name: string) => void): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with whatever `this` it is called with
  process.getBuiltinModule = new Proxy(process.getBuiltinModule, {
    apply(get, self, words: readonly unknown[]) {
      const builtin: unknown = Reflect.apply(get, self, words);
      onAsked(String(words[0]).replace(/^node:/, ''));
      return builtin;
    },
  });
}
