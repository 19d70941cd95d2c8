/** Thrown through user code when a module cannot be had synchronously: what asked for it runs again once it is there. */
export class NeedsAwait extends Error {
  readonly prepare: () => Promise<void>;
  constructor(what: string, prepare: () => Promise<void>) {
    super(`${what} has to be awaited before it can be required`);
    this.name = 'NeedsAwait';
    this.prepare = prepare;
  }
}
