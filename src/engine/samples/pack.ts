/**
 * Many WebP pictures in one file, end to end. A WebP picture is a RIFF chunk and states its own length ("RIFF", the length
 * of the rest as a little-endian 32-bit integer, "WEBP", ...), so no index is needed.
 */
import { MorphospaceError } from '../../shared/errors.ts';

const HEADER = 8;

export function packPictures(pictures: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(pictures);
}

/**
 * The pictures of a pack in their order, as views of its memory.
 *
 * @throws MorphospaceError `bad-sample-pack` when the pack is cut short or holds anything but WebP.
 */
export function unpackPictures(pack: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(pack.buffer, pack.byteOffset, pack.byteLength);
  const pictures: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const signed =
      bytes.toString('latin1', offset, offset + 4) === 'RIFF' && bytes.length >= offset + HEADER + 4;
    if (!signed || bytes.toString('latin1', offset + HEADER, offset + HEADER + 4) !== 'WEBP') throw damaged();
    const end = offset + HEADER + bytes.readUInt32LE(offset + 4);
    if (end > bytes.length) throw damaged();
    pictures.push(bytes.subarray(offset, end));
    offset = end;
  }
  return pictures;
}

function damaged(): MorphospaceError {
  return new MorphospaceError(
    'bad-sample-pack',
    'The sample faces that come with Morphospace are damaged.',
    'Install Morphospace again, or import a folder of your own pictures.',
  );
}
