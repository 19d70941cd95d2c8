/** What happened to files and documents, as watchers and editors report it: too often, too late, in any order. */

/** Paths are absolute, with forward slashes. */
export type FileEvent =
  | { readonly kind: 'created' | 'changed' | 'deleted'; readonly path: string }
  /** A file or a whole folder. */
  | { readonly kind: 'renamed'; readonly from: string; readonly to: string }
  /** A document was opened or edited: its whole text. */
  | { readonly kind: 'document'; readonly path: string; readonly text: string }
  | { readonly kind: 'document-closed'; readonly path: string };

export interface Changes {
  /** What may be there now and was not before, or the other way round. */
  readonly moved: ReadonlySet<string>;
  /** What is there and may say something else. */
  readonly edited: ReadonlySet<string>;
}

/**
 * A report says only where to look: what is there is read when it is looked at, so a thousand reports about a file are one,
 * and none of them can be too old.
 */
export function coalesce(events: Iterable<FileEvent>): Changes {
  const moved = new Set<string>();
  const edited = new Set<string>();
  for (const event of events) {
    switch (event.kind) {
      case 'created':
      case 'deleted':
        moved.add(event.path);
        break;
      case 'renamed':
        moved.add(event.from);
        moved.add(event.to);
        break;
      case 'changed':
      case 'document':
      case 'document-closed':
        edited.add(event.path);
        break;
      default:
        event satisfies never;
    }
  }
  for (const path of moved) edited.delete(path);
  return { moved, edited };
}
