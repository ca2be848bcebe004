/** Files about selected images that a page in a browser makes by itself, as it cannot have them written into a folder. */
import type { Transport } from '../../../shared/contract.ts';

interface Scope {
  readonly transport: Transport;
  readonly datasetId: string;
  readonly images: Uint32Array;
}

const PAGE = 5000;

/** `file,label,tags,note` with a line for each image, in the order given; several tags are divided by semicolons. */
export async function selectionCsv({ transport, datasetId, images }: Scope): Promise<Blob> {
  const { tags } = await transport.call('curation.summary', { datasetId });
  const tagged = await Promise.all(
    tags.map(({ name }) => transport.call('columns.values', { datasetId, column: `tag:${name}` })),
  );
  const notes = new Map(
    (await transport.call('curation.notes', { datasetId })).map(({ image, text }) => [image, text]),
  );
  const lines = ['file,label,tags,note\n'];
  for (let at = 0; at < images.length; at += PAGE) {
    const indices = [...images.subarray(at, at + PAGE)];
    for (const { index, file, label } of await transport.call('datasets.imagesAt', { datasetId, indices })) {
      const own = tags.filter((_, k) => tagged[k]!.values[index] === 1).map(({ name }) => name);
      lines.push(`${[file, label ?? '', own.join(';'), notes.get(index) ?? ''].map(quoted).join(',')}\n`);
    }
  }
  return new Blob(lines, { type: 'text/csv' });
}

/** Quoted where RFC 4180 asks for it. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The codes as `float32 [images, dimensions]` in NumPy's format. */
export async function selectionCodes(
  { transport, datasetId, images }: Scope,
  model: { id: string; dimensions: number },
): Promise<Blob> {
  const { id: modelId, dimensions } = model;
  const codes = new Float32Array(images.length * dimensions);
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const column = `z:${dimension}`;
    const { values } = await transport.call('columns.values', { datasetId, modelId, column });
    images.forEach((image, row) => (codes[row * dimensions + dimension] = values[image]!));
  }
  return new Blob([npyHeader(images.length, dimensions), codes]);
}

/** NEP 1: the magic, version 1.0, the header's length, and the header padded so that the numbers begin at a multiple of 64. */
function npyHeader(rows: number, columns: number): Uint8Array<ArrayBuffer> {
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = Math.ceil((10 + words.length + 1) / 64) * 64;
  const header = new Uint8Array(length).fill(0x20);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(header.buffer).setUint16(8, length - 10, true);
  header.set(new TextEncoder().encode(words), 10);
  header[length - 1] = 0x0a;
  return header;
}
