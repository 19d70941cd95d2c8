/** Named locks of a run: a holder of several names gets all of them at once or waits, in order of the requests. */
export interface LockRequest {
  readonly holder: string;
  readonly names: readonly string[];
  readonly grant: () => void;
}

export class LockTable {
  readonly #held = new Map<string, string>();
  #waiting: LockRequest[] = [];

  request(request: LockRequest): void {
    this.#waiting.push(request);
    this.#grantWhatIsFree();
  }

  release(holder: string): void {
    for (const [name, by] of this.#held) if (by === holder) this.#held.delete(name);
    this.#waiting = this.#waiting.filter((request) => request.holder !== holder);
    this.#grantWhatIsFree();
  }

  /** All that the holders of one host have: it died. */
  releaseAll(prefix: string): void {
    const holders = new Set(
      [...this.#held.values(), ...this.#waiting.map((r) => r.holder)].filter((h) =>
        h.startsWith(prefix),
      ),
    );
    for (const holder of holders) this.release(holder);
  }

  #grantWhatIsFree(): void {
    const blocked = new Set(this.#held.keys());
    const still: LockRequest[] = [];
    for (const request of this.#waiting) {
      const isFree = request.names.every((name) => !blocked.has(name));
      // Names of an earlier request that waits stay reserved for it: nobody starves.
      for (const name of request.names) blocked.add(name);
      if (isFree) {
        for (const name of request.names) this.#held.set(name, request.holder);
        request.grant();
      } else {
        still.push(request);
      }
    }
    this.#waiting = still;
  }
}
