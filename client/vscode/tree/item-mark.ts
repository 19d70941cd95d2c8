/** What stands beside a test in the tree, besides what its source says. */
export interface ItemMark {
  /** Before its tags. */
  readonly text: string;
  /** To filter by. */
  readonly tags: readonly string[];
}
