import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { streamConnection } from '../../../src/engine/jobs/stream-connection.ts';
import { decode, encode } from '../../../src/shared/wire/codec.ts';

/** The bytes that a sender writes for these values. */
async function written(values: unknown[]): Promise<Buffer> {
  const stream = new PassThrough();
  const connection = streamConnection(stream);
  for (const value of values) connection.send(encode(value));
  connection.close();
  return Buffer.concat(await stream.toArray());
}

function receiver() {
  const stream = new PassThrough();
  const received: unknown[] = [];
  let closed = 0;
  const connection = streamConnection(stream);
  connection.onMessage((message) => received.push(decode(message)));
  connection.onClose(() => closed++);
  return { stream, received, closed: () => closed };
}

describe('messages over a stream', () => {
  const values = [
    { a: 1 },
    { codes: new Float32Array([1, 2, 3]) },
    'ü',
    { bytes: new Uint8Array(5000).fill(9) },
  ];

  test.each([1, 3, 7, 4096, 1_000_000])('arrive whole when the bytes come in chunks of %d', async (size) => {
    const bytes = await written(values);
    const { stream, received } = receiver();
    for (let offset = 0; offset < bytes.length; offset += size)
      stream.write(bytes.subarray(offset, offset + size));
    await new Promise((resolve) => setImmediate(resolve));
    expect(received).toEqual(values);
  });

  test('bytes that are no messages close the connection, once', async () => {
    const { stream, received, closed } = receiver();
    stream.write('HTTP/1.1 400 Bad Request\r\n\xff\xff\xff\xff');
    stream.end();
    await new Promise((resolve) => stream.once('close', resolve));
    expect(received).toEqual([]);
    expect(closed()).toBe(1);
  });
});
