/** Answers of the command on standard output. */
import { openOutput } from '../reporters/output-stream.ts';

/**
 * Whoever closes the pipe (`ztest list | head`) does not want the rest.
 *
 * @param output default: standard output
 */
export async function print(text: string, output = openOutput(1)): Promise<void> {
  try {
    await output.write(text);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}
