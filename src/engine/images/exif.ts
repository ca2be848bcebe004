/** The orientation that a camera wrote into a picture, and turning pixels by it. */
import type { DecodedImage } from './decode.ts';

/** 1 is upright; 2-8 are the mirrorings and turns of the EXIF standard (CIPA DC-008, tag 0x0112). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION_TAG = 0x0112;

/** Reads the orientation from a TIFF structure, which is what an Exif block holds; 1 when there is none or it makes no sense. */
export function readOrientation(tiff: Uint8Array): Orientation {
  if (tiff.length < 14) return 1;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > tiff.length) return 1;
    if (view.getUint16(at, little) !== ORIENTATION_TAG) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}

/** How the displayed pixel (x, y) is found in the stored image: its start and the steps along x and y, in pixels. */
function walk(orientation: Orientation, width: number, height: number) {
  const right = width - 1;
  const bottom = (height - 1) * width;
  switch (orientation) {
    case 1:
      return { start: 0, alongX: 1, alongY: width };
    case 2:
      return { start: right, alongX: -1, alongY: width };
    case 3:
      return { start: right + bottom, alongX: -1, alongY: -width };
    case 4:
      return { start: bottom, alongX: 1, alongY: -width };
    case 5:
      return { start: 0, alongX: width, alongY: 1 };
    case 6:
      return { start: bottom, alongX: -width, alongY: 1 };
    case 7:
      return { start: right + bottom, alongX: -width, alongY: -1 };
    case 8:
      return { start: right, alongX: width, alongY: -1 };
  }
}

/** Turns and mirrors an image so that it is upright. */
export function orient(image: DecodedImage, orientation: Orientation): DecodedImage {
  if (orientation === 1) return image;
  const { width, height, channels, data } = image;
  const { start, alongX, alongY } = walk(orientation, width, height);
  const swapped = orientation >= 5;
  const newWidth = swapped ? height : width;
  const newHeight = swapped ? width : height;
  const turned = new Uint8Array(data.length);
  const copyRow = channels === 3 ? copyColours : copyGreys;
  for (let y = 0; y < newHeight; y++) {
    copyRow(data, start + y * alongY, alongX, turned, y * newWidth, newWidth);
  }
  return { ...image, width: newWidth, height: newHeight, data: turned };
}

// Positions and steps are in pixels. A loop over the channels inside would take four times as long.

function copyGreys(
  from: Uint8Array,
  at: number,
  step: number,
  to: Uint8Array,
  toAt: number,
  count: number,
): void {
  for (let i = 0; i < count; i++, at += step) to[toAt + i] = from[at]!;
}

function copyColours(
  from: Uint8Array,
  at: number,
  step: number,
  to: Uint8Array,
  toAt: number,
  count: number,
): void {
  let read = at * 3;
  for (let write = toAt * 3; write < (toAt + count) * 3; write += 3, read += step * 3) {
    to[write] = from[read]!;
    to[write + 1] = from[read + 1]!;
    to[write + 2] = from[read + 2]!;
  }
}
