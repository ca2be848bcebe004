/**
 * The safetensors format (Hugging Face): eight bytes with the length of a JSON header, the header, then the tensors' bytes.
 * Named float32 tensors with string metadata; used for checkpoints, readable by any other safetensors library.
 */
import { readFile } from 'node:fs/promises';
import { MorphospaceError } from '../../shared/errors.ts';
import { writeAtomically } from './atomic.ts';

export interface NamedTensor {
  shape: number[];
  values: Float32Array;
}

export interface Safetensors {
  tensors: Record<string, NamedTensor>;
  metadata: Record<string, string>;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** Writes the tensors atomically, in the order of their names. */
export async function writeSafetensors(path: string, { tensors, metadata }: Safetensors): Promise<void> {
  const names = Object.keys(tensors).sort();
  const header: Record<string, HeaderEntry | Record<string, string>> = { __metadata__: metadata };
  let offset = 0;
  for (const name of names) {
    const { shape, values } = tensors[name]!;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  let text = Buffer.from(JSON.stringify(header));
  text = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));

  await writeAtomically(path, async (file) => {
    await file.writeFile(Buffer.concat([length, text]));
    for (const name of names) {
      const { values } = tensors[name]!;
      await file.writeFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
  });
}

/** @throws MorphospaceError `bad-safetensors` when the file is damaged or holds other types than float32. */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const bytes = await readFile(path);
  const fail = (why: string) =>
    new MorphospaceError(
      'bad-safetensors',
      `${path} cannot be read: ${why}.`,
      'Train the model again, or resume from another checkpoint.',
    );
  if (bytes.length < 8) throw fail('it is cut short');
  const length = Number(bytes.readBigUInt64LE(0));
  if (length > bytes.length - 8) throw fail('it is cut short');
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, HeaderEntry>;
  const { __metadata__: metadata, ...entries } = header as Record<string, HeaderEntry> & {
    __metadata__?: Record<string, string>;
  };

  const tensors: Record<string, NamedTensor> = {};
  const start = bytes.byteOffset + 8 + length;
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of Object.entries(entries)) {
    if (dtype !== 'F32') throw fail(`${name} is ${dtype}, not F32`);
    if (8 + length + to > bytes.length) throw fail('it is cut short');
    tensors[name] = { shape, values: new Float32Array(bytes.buffer.slice(start + from, start + to)) };
  }
  return { tensors, metadata: (metadata ?? {}) as Record<string, string> };
}
