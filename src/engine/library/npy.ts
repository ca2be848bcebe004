/**
 * NumPy's array file, version 1.0 (numpy.lib.format): a magic string, a header that is a Python dictionary literal, then the
 * values. Float32 and int32, little endian, C order, which is what codes and coordinates need.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { MorphospaceError } from '../../shared/errors.ts';
import { writeAtomically } from './atomic.ts';

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const ALIGNMENT = 64;

export interface NpyArray {
  shape: number[];
  values: Float32Array;
}

/** The header of a float32 array of the given shape. */
export function npyHeader(shape: readonly number[]): Buffer {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const unpadded = MAGIC.length + 2 + dictionary.length + 1;
  const length = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.alloc(length, ' ');
  MAGIC.copy(header);
  header.writeUInt16LE(length - MAGIC.length - 2, MAGIC.length);
  header.write(dictionary, MAGIC.length + 2, 'latin1');
  header[length - 1] = 0x0a;
  return header;
}

/** Writes an array whole and atomically. */
export async function writeNpy(path: string, { shape, values }: NpyArray): Promise<void> {
  await writeAtomically(path, async (file) => {
    await file.writeFile(npyHeader(shape));
    await file.writeFile(asBytes(values));
  });
}

/** Writes `[rows, columns]` in pieces of whole rows as they come, and atomically; `chunks` must add up to `rows`. */
export async function writeNpyRows(
  path: string,
  rows: number,
  columns: number,
  chunks: AsyncIterable<Float32Array>,
): Promise<void> {
  await writeAtomically(path, async (file: FileHandle) => {
    await file.writeFile(npyHeader([rows, columns]));
    let written = 0;
    for await (const chunk of chunks) {
      await file.writeFile(asBytes(chunk));
      written += chunk.length;
    }
    if (written !== rows * columns)
      throw new Error(`expected ${rows * columns} values for ${path}, got ${written}`);
  });
}

/** @throws MorphospaceError `bad-npy` when the file is not a float32 array in C order. */
export async function readNpy(path: string): Promise<NpyArray> {
  const bytes = await readFile(path);
  const { shape, offset } = parseNpyHeader(bytes, path);
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes.length < offset + count * 4) throw badNpy(path, 'it is cut short');
  return {
    shape,
    values: new Float32Array(
      bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + count * 4),
    ),
  };
}

/** Reads only some rows of `[rows, columns]`. */
export async function readNpyRows(path: string, indices: readonly number[]): Promise<NpyArray> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(256);
    await file.read(head, 0, head.length, 0);
    const { shape, offset } = parseNpyHeader(head, path);
    const columns = shape[1] ?? 1;
    const values = new Float32Array(indices.length * columns);
    for (const [row, index] of indices.entries()) {
      const target = new Uint8Array(values.buffer, row * columns * 4, columns * 4);
      await file.read(target, 0, target.length, offset + index * columns * 4);
    }
    return { shape: [indices.length, columns], values };
  } finally {
    await file.close();
  }
}

function parseNpyHeader(bytes: Buffer, path: string): { shape: number[]; offset: number } {
  if (!bytes.subarray(0, 6).equals(MAGIC.subarray(0, 6))) throw badNpy(path, 'it does not begin like one');
  const length = bytes.readUInt16LE(MAGIC.length);
  const dictionary = bytes.toString('latin1', MAGIC.length + 2, MAGIC.length + 2 + length);
  const shape = /'shape':\s*\(([^)]*)\)/.exec(dictionary)?.[1];
  if (
    shape === undefined ||
    !dictionary.includes("'<f4'") ||
    !dictionary.includes("'fortran_order': False")
  ) {
    throw badNpy(path, 'it holds something other than float32 in C order');
  }
  const dimensions = shape.split(',').map((part) => part.trim());
  return { shape: dimensions.filter((part) => part !== '').map(Number), offset: MAGIC.length + 2 + length };
}

function asBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function badNpy(path: string, why: string): MorphospaceError {
  return new MorphospaceError(
    'bad-npy',
    `${path} is not an array that Morphospace can read: ${why}.`,
    'Make it again.',
  );
}
