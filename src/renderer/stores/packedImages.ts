/** Many images as a short text: a few in the order in which they were chosen, more as one bit an image. */

const LISTED = 1000;

/** `12,7,3`, or base64 after an equals sign: a million images are 167,000 characters. */
export function packImages(images: Uint32Array): string {
  if (images.length <= LISTED) return images.join(',');
  let largest = 0;
  for (const image of images) largest = Math.max(largest, image);
  const bits = new Uint8Array((largest >> 3) + 1);
  for (const image of images) bits[image >> 3]! |= 1 << (image & 7);
  let text = '';
  for (const byte of bits) text += String.fromCharCode(byte);
  return `=${btoa(text)}`;
}

/** The images of a text that `packImages` made; of any other text none. */
export function unpackImages(text: string): Uint32Array {
  if (!text.startsWith('=')) {
    const listed = text === '' ? [] : text.split(',').map(Number);
    return Uint32Array.from(listed.filter((image) => Number.isInteger(image) && image >= 0));
  }
  let bytes: string;
  try {
    bytes = atob(text.slice(1));
  } catch {
    return new Uint32Array(0);
  }
  const images: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) images.push(8 * at + bit);
  }
  return Uint32Array.from(images);
}
