/**
 * What a picture was made of, inside its file: as text of a PNG, as a comment of a GIF, as XMP of a WebP. With the model and the codes it
 * can be made again.
 */
import { crc32 } from 'node:zlib';
import type { Codes, Enlargement, PathOptions } from '../../shared/latent.ts';
import { csvFloat32 } from './csv.ts';

export interface PictureNote {
  program: 'Morphospace';
  /** The model's identifier and name. */
  model: string;
  name: string;
  /** Codes of the pictures in the file in their order; of a morph, those of its stops. */
  codes: number[][];
  /** Of a morph: how it goes from stop to stop. */
  path?: PathOptions;
  /** Labels that a conditional model was told, one for each code. */
  labels?: (string | null)[];
  enlarged?: { scale: number; by: Enlargement['enlargement'] };
}

/** The keyword of the text in a PNG. */
export const NOTE_KEYWORD = 'Morphospace';

const PNG_HEADER_END = 33;
const GIF_SCREEN_END = 13;
const LARGEST_SUB_BLOCK = 255;

/** Codes as rows of the shortest decimals that read back as the same numbers. */
export function codeRows({ rows, dimensions, values }: Codes): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(values.subarray(row * dimensions, (row + 1) * dimensions), (value) =>
      Number(csvFloat32(value)),
    ),
  );
}

/** As a `tEXt` chunk after the header (PNG, third edition, 11.3.3.2). */
export function pngWithNote(png: Uint8Array, note: PictureNote): Uint8Array {
  const data = Buffer.from(`tEXt${NOTE_KEYWORD}\0${asciiJson(note)}`, 'latin1');
  const chunk = Buffer.alloc(data.length + 8);
  chunk.writeUInt32BE(data.length - 4);
  data.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(data), data.length + 4);
  return Buffer.concat([png.subarray(0, PNG_HEADER_END), chunk, png.subarray(PNG_HEADER_END)]);
}

/** As a comment extension after the colours (GIF89a, section 24). */
export function gifWithNote(gif: Uint8Array, note: PictureNote): Uint8Array {
  const flags = gif[10]!;
  const colours = flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
  const at = GIF_SCREEN_END + colours;
  const text = Buffer.from(asciiJson(note), 'latin1');
  const blocks: Uint8Array[] = [];
  for (let from = 0; from < text.length; from += LARGEST_SUB_BLOCK) {
    const block = text.subarray(from, from + LARGEST_SUB_BLOCK);
    blocks.push(Uint8Array.of(block.length), block);
  }
  return Buffer.concat([
    gif.subarray(0, at),
    Uint8Array.of(0x21, 0xfe),
    ...blocks,
    Uint8Array.of(0),
    gif.subarray(at),
  ]);
}

/** An XMP packet whose description is the note. */
export function xmpOf(note: PictureNote): string {
  const text = asciiJson(note).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ' +
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Morphospace">' +
    `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></dc:description>` +
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
  );
}

/** JSON in which every character beyond ASCII is escaped: what all three forms can hold. */
function asciiJson(note: PictureNote): string {
  return JSON.stringify(note).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
