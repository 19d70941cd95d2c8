/** Whether tests of one file may leave something to each other. */
export async function sharesState(): Promise<boolean> {
  return await Promise.resolve(true);
}
