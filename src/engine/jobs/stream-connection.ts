/** Whole messages over a byte stream, such as the pipe between two processes: each is preceded by its length in 4 bytes. */
import type { Duplex } from 'node:stream';
import type { Connection } from '../../shared/wire/rpc.ts';

const LENGTH_BYTES = 4;
/** No message comes near this; a longer one means that the stream is damaged. */
const MAXIMUM_LENGTH = 2 ** 30;

export function streamConnection(stream: Duplex): Connection {
  let closed = false;
  return {
    send(message) {
      if (!stream.writable) return;
      const length = Buffer.allocUnsafe(LENGTH_BYTES);
      length.writeUInt32LE(message.byteLength);
      stream.cork();
      stream.write(length);
      stream.write(message);
      stream.uncork();
    },
    onMessage(listener) {
      const damaged = () => stream.destroy(new RangeError('The stream does not carry messages.'));
      stream.on('data', messageReader(listener, damaged));
    },
    onClose(listener) {
      const once = () => {
        if (closed) return;
        closed = true;
        listener();
      };
      // A broken pipe is how the other end's death looks; 'close' follows and tells it.
      stream.on('error', () => stream.destroy());
      stream.on('end', once);
      stream.on('close', once);
    },
    close() {
      stream.end();
    },
  };
}

/** Cuts chunks of any size into messages. Each message gets memory of its own, once, at its full length. */
function messageReader(
  listener: (message: Uint8Array) => void,
  damaged: () => void,
): (chunk: Buffer) => void {
  const length = Buffer.alloc(LENGTH_BYTES);
  let lengthFilled = 0;
  let message: Buffer | null = null;
  let messageFilled = 0;

  return (chunk) => {
    let offset = 0;
    while (offset < chunk.length) {
      if (message === null) {
        const copied = chunk.copy(length, lengthFilled, offset);
        lengthFilled += copied;
        offset += copied;
        if (lengthFilled < LENGTH_BYTES) return;
        const expected = length.readUInt32LE();
        if (expected > MAXIMUM_LENGTH) return void damaged();
        message = Buffer.allocUnsafeSlow(expected);
        messageFilled = 0;
      }
      const copied = chunk.copy(message, messageFilled, offset);
      messageFilled += copied;
      offset += copied;
      if (messageFilled === message.length) {
        const complete = message;
        message = null;
        lengthFilled = 0;
        listener(complete);
      }
    }
  };
}
