/** As much of `node:os` as titles and patterns need. */
// oxlint-disable-next-line import/no-default-export -- as in Node
export default { EOL: '\n', tmpdir: (): string => '/tmp' };

export function availableParallelism(): number {
  return 1;
}
