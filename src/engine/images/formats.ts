/** Which files are images. The content decides; a name's ending only says which unreadable files are worth a word. */

export const imageFormats = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'bmp', 'gif', 'pnm'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** Bytes from the start of a file that `sniffFormat` wants to see. */
export const SNIFF_BYTES = 64;

const readableEndings = new Set(
  'jpg jpeg jpe jfif png apng webp avif tif tiff bmp dib gif pnm pgm ppm pbm'.split(' '),
);

const cameraRaw = 'a raw camera file';
/** Images of kinds that are not read, by the ending of the name, with what they are called. */
const unreadableEndings: Record<string, string> = {
  heic: 'HEIC',
  heif: 'HEIF',
  jxl: 'JPEG XL',
  jp2: 'JPEG 2000',
  j2k: 'JPEG 2000',
  psd: 'a Photoshop document',
  xcf: 'a GIMP document',
  svg: 'an SVG drawing',
  ico: 'an icon',
  tga: 'Targa',
  exr: 'OpenEXR',
  hdr: 'Radiance HDR',
  pfm: 'a floating-point map',
  qoi: 'QOI',
  dds: 'a texture',
  dcm: 'DICOM',
  nef: cameraRaw,
  cr2: cameraRaw,
  cr3: cameraRaw,
  arw: cameraRaw,
  dng: cameraRaw,
  orf: cameraRaw,
  rw2: cameraRaw,
  raf: cameraRaw,
};

/** The ending of a name without its dot, in lower case. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** Whether a name promises an image: such a file is imported, or listed with the reason why not. */
export function looksLikeImage(name: string): boolean {
  const ending = endingOf(name);
  return readableEndings.has(ending) || ending in unreadableEndings;
}

/** What kind of image a name promises when that kind is never read, else null. */
export function unreadableKind(name: string): string | null {
  return unreadableEndings[endingOf(name)] ?? null;
}

/**
 * The format that the first bytes of a file show, or null.
 *
 * @param head at least `SNIFF_BYTES` bytes, or the whole of a shorter file.
 */
export function sniffFormat(head: Uint8Array): ImageFormat | null {
  const text = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (text(4, 8) === 'ftyp' && /avi[fs]/.test(text(8, 64))) return 'avif';
  if (text(0, 4) === 'II*\0' || text(0, 4) === 'MM\0*' || text(0, 4) === 'II+\0') return 'tiff';
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'gif';
  if (/^P[1-6][\s#]/.test(text(0, 3))) return 'pnm';
  if (text(0, 2) === 'BM' && isBitmapHeader(head)) return 'bmp';
  return null;
}

/** Two letters are a weak sign, so the size of the second header must be one that exists. */
function isBitmapHeader(head: Uint8Array): boolean {
  if (head.length < 18) return false;
  const size = new DataView(head.buffer, head.byteOffset).getUint32(14, true);
  return [12, 40, 52, 56, 64, 108, 124].includes(size);
}
