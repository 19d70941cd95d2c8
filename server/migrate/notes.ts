/** What a migration has to say about a place: what somebody has to look at, and what is done but looks different. */

export interface Note {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** 1-based; absent: the whole file. */
  readonly line?: number;
  /** `hand`: somebody has to do it; `changed`: it is done, and not quite the same; `kept`: left as it is. */
  readonly kind: 'hand' | 'changed' | 'kept';
  readonly what: string;
  readonly advice: string;
  /** How long a person takes, about; 0 for what is only said. */
  readonly minutes: number;
}

export const MINUTES = { small: 2, medium: 10, large: 30 } as const;
