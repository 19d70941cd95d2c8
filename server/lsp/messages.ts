/** What the language server writes into its client's log. */

/** The folder cannot be written to. */
export function cacheElsewhere(folder: string, place: string): string {
  return `${folder} cannot be written to: ztest keeps its cache in ${place}.`;
}
