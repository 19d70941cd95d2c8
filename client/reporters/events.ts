import type { EventBatches } from './reporter.ts';

/** Every event of the run as it comes, one JSON object a line (`RunMessage` of the protocol). */
export async function* events(batches: EventBatches): AsyncGenerator<string> {
  for await (const batch of batches) {
    if (batch.length > 0) yield batch.map((event) => `${JSON.stringify(event)}\n`).join('');
  }
}
