/** `node:timers/promises`. */
export async function setTimeout(milliseconds: number): Promise<void> {
  await new Promise<void>((resume) => void globalThis.setTimeout(resume, milliseconds));
}

export async function setImmediate(): Promise<void> {
  await setTimeout(0);
}
