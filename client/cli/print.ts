/** Answers of the command on standard output. */
import { openOutput } from '../reporters/output-stream.ts';

/** Whoever closes the pipe (`ztest list | head`) does not want the rest. */
export async function print(text: string): Promise<void> {
  try {
    await openOutput(1).write(text);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}
