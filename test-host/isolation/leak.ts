/** Something that a test file left behind. */
export interface Leak {
  readonly kind: 'timer' | 'server' | 'socket' | 'child' | 'worker' | 'listener' | 'handle';
  readonly description: string;
  /** `stack` says where it was made; made on demand, so it is read only for a report. */
  readonly trace: { readonly stack?: string };
  /** The function that was left; its place stands in for the trace. */
  readonly fn?: Function;
}
