import { text } from 'node:stream/consumers';
import { expect, test } from 'ztest';
import { FrameFilter } from '../../../server/lsp/frame-filter.ts';

function frame(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

async function pass(chunks: readonly (string | Buffer)[]): Promise<string> {
  const filter = new FrameFilter();
  for (const chunk of chunks) filter.write(chunk);
  filter.end();
  return await text(filter);
}

const first = frame('{"id":1,"text":"é€😀"}');
const second = frame('{"id":2}');

test('messages pass as they are, however they are cut', async () => {
  const bytes = Buffer.from(first + second + first);
  for (let size = 1; size <= bytes.length; size++) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    expect(await pass(chunks)).toBe(bytes.toString());
  }
});

test('other fields of a header pass too', async () => {
  const typed = `Content-Type: application/json\r\n${first}`;
  expect(await pass([typed, second])).toBe(typed + second);
});

test('what is between messages is dropped', async () => {
  expect(await pass([`garbage${first}Content-Length: x\r\n\r\n${first}\r\n\r\n`])).toBe(
    first + first,
  );
});

test('a message with a wrong length costs itself alone', async () => {
  const short = 'Content-Length: 5\r\n\r\n{"id":1}';
  const long = 'Content-Length: 20\r\n\r\n{"id":1}';
  expect(await pass([short, first, first])).toBe(first + first);
  expect(await pass([long, first, first])).toBe(first + first);
});
