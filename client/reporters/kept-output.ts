/** What tests print, kept up to a limit: a test that logs 100 MB must not fill the command's memory. */

export interface KeptOutput {
  chunks: OutputChunk[] | undefined;
  /** Characters kept. */
  length: number;
  /** Characters that came after the limit. */
  dropped: number;
}

export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Characters that one test, or one file outside its tests, may keep. */
export const outputLimit = 64 * 1024;
/** Characters that a whole run may keep. */
export const runOutputLimit = 32 * 1024 * 1024;

export function createOutput(): KeptOutput {
  return { chunks: undefined, length: 0, dropped: 0 };
}

/** Adds text as far as the limits of its owner and of the run allow. */
export function addOutput(
  output: KeptOutput,
  { stream, text }: OutputChunk,
  budget: { left: number },
): void {
  const room = Math.min(outputLimit - output.length, budget.left);
  // A cut text is copied: V8's slices keep the whole string alive.
  const kept =
    text.length <= room ? text : room > 0 ? Buffer.from(text.slice(0, room)).toString() : '';
  if (kept !== '') (output.chunks ??= []).push({ stream, text: kept });
  output.length += kept.length;
  budget.left -= kept.length;
  output.dropped += text.length - kept.length;
}

/** All that was kept of one stream, with a note when there was more. */
export function outputText(output: KeptOutput | undefined, stream: OutputChunk['stream']): string {
  if (output === undefined) return '';
  let text = '';
  let last: OutputChunk['stream'] | undefined;
  for (const chunk of output.chunks ?? []) {
    last = chunk.stream;
    if (chunk.stream === stream) text += chunk.text;
  }
  return output.dropped > 0 && last === stream
    ? `${text}\n… ${output.dropped} more characters were left out\n`
    : text;
}
