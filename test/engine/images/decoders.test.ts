/** The formats that are read by code of our own, against pictures written down by hand. */
import { describe, expect, test } from 'vitest';
import { decodeImage, readHeader } from '../../../src/engine/images/decode.ts';

async function pixelsOf(bytes: Uint8Array, format: 'pnm' | 'bmp'): Promise<number[]> {
  return [...(await decodeImage(bytes, format)).data];
}

describe('PNM', () => {
  const pnm = (header: string, ...raster: number[]) =>
    Buffer.concat([Buffer.from(header), Buffer.from(raster)]);

  test.each([
    [
      'plain bitmap, digits without spaces',
      pnm('P1\n# made by hand\n3 2\n101\n0 1 0\n'),
      [0, 255, 0, 255, 0, 255],
    ],
    ['plain grey', pnm('P2\n2 2 # size\n100\n0 50\n100 25\n'), [0, 128, 255, 64]],
    ['plain colour', pnm('P3 1 2 255 1 2 3 4 5 6'), [1, 2, 3, 4, 5, 6]],
    ['raw bitmap, rows padded to bytes', pnm('P4\n3 2\n', 0b10100000, 0b01000000), [0, 255, 0, 255, 0, 255]],
    ['raw grey', pnm('P5\n2 1\n255\n', 7, 9), [7, 9]],
    ['raw grey of few levels', pnm('P5 2 1 3\n', 1, 3), [85, 255]],
    ['raw grey of 16 bits', pnm('P5\n2 1\n65535\n', 0x80, 0x00, 0xff, 0xff), [128, 255]],
    ['raw colour', pnm('P6\n1 1\n255\n', 10, 13, 32), [10, 13, 32]],
  ])('%s', async (_, bytes, pixels) => {
    expect(await pixelsOf(bytes, 'pnm')).toEqual(pixels);
  });

  test('grey is one channel, colour three', async () => {
    expect(await readHeader(pnm('P5\n2 1\n255\n', 7, 9))).toMatchObject({
      format: 'pnm',
      width: 2,
      height: 1,
      channels: 1,
    });
    expect(await readHeader(pnm('P3 1 1 9 1 2 3'))).toMatchObject({ channels: 3 });
  });

  test.each([
    ['raster too short', pnm('P5\n2 2\n255\n', 1, 2, 3), 'The PNM file ends before the image is complete.'],
    ['numbers missing', pnm('P2\n2 2\n255\n1 2 3\n'), 'The PNM file ends before the image is complete.'],
    ['words for numbers', pnm('P2\nwide high\n255\n'), 'The PNM data is damaged.'],
    ['no white', pnm('P5\n1 1\n0\n', 1), 'The PNM data is damaged.'],
    ['no pixels', pnm('P5\n0 1\n255\n', 1), 'The PNM data is damaged.'],
  ])('%s', async (_, bytes, reason) => {
    await expect(decodeImage(bytes, 'pnm')).rejects.toMatchObject({ reason });
  });
});

describe('BMP', () => {
  // Red, green / blue, white, as in the picture: upper row first.
  const picture = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
  const palette = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0];

  interface Options {
    bits: number;
    height?: number;
    compression?: number;
    masks?: number[];
    palette?: number[];
  }

  /** A bitmap 2 pixels wide. */
  function bmp(
    { bits, height = 2, compression = 0, masks = [], palette = [] }: Options,
    raster: number[],
  ): Buffer {
    const offset = 54 + masks.length * 4 + palette.length;
    const file = Buffer.alloc(offset);
    file.write('BM');
    file.writeUInt32LE(offset + raster.length, 2);
    file.writeUInt32LE(offset, 10);
    file.writeUInt32LE(40, 14);
    file.writeInt32LE(2, 18);
    file.writeInt32LE(height, 22);
    file.writeUInt16LE(1, 26);
    file.writeUInt16LE(bits, 28);
    file.writeUInt32LE(compression, 30);
    for (const [i, mask] of masks.entries()) file.writeUInt32LE(mask, 54 + i * 4);
    file.set(palette, 54 + masks.length * 4);
    return Buffer.concat([file, Buffer.from(raster)]);
  }

  const fields = [0xf800, 0x07e0, 0x001f];
  test.each([
    [
      '24 bits, from the bottom up',
      bmp({ bits: 24 }, [255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0]),
    ],
    [
      '24 bits, from the top down',
      bmp({ bits: 24, height: -2 }, [0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0]),
    ],
    [
      '32 bits, whose empty alpha means nothing',
      bmp({ bits: 32 }, [255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0]),
    ],
    ['16 bits of 5-5-5', bmp({ bits: 16 }, [0x1f, 0x00, 0xff, 0x7f, 0x00, 0x7c, 0xe0, 0x03])],
    [
      '16 bits of 5-6-5',
      bmp({ bits: 16, compression: 3, masks: fields }, [0x1f, 0x00, 0xff, 0xff, 0x00, 0xf8, 0xe0, 0x07]),
    ],
    ['8 bits', bmp({ bits: 8, palette }, [2, 3, 0, 0, 0, 1, 0, 0])],
    ['4 bits', bmp({ bits: 4, palette }, [0x23, 0, 0, 0, 0x01, 0, 0, 0])],
    ['8 bits in runs', bmp({ bits: 8, compression: 1, palette }, [1, 2, 1, 3, 0, 0, 1, 0, 1, 1, 0, 1])],
    [
      '8 bits, literal',
      bmp({ bits: 8, compression: 1, palette }, [1, 2, 1, 3, 0, 0, 0, 3, 0, 1, 9, 0, 0, 1]),
    ],
    ['4 bits in runs', bmp({ bits: 4, compression: 2, palette }, [2, 0x23, 0, 0, 2, 0x01, 0, 1])],
  ])('%s', async (_, bytes) => {
    expect(await pixelsOf(bytes, 'bmp')).toEqual(picture);
  });

  test('a bitmap of black and white is grey', async () => {
    const bytes = bmp({ bits: 1, palette: [0, 0, 0, 0, 255, 255, 255, 0] }, [0x80, 0, 0, 0, 0x40, 0, 0, 0]);
    expect(await decodeImage(bytes, 'bmp')).toMatchObject({
      channels: 1,
      data: Uint8Array.of(0, 255, 255, 0),
    });
  });

  test('missing rows are told as such', async () => {
    const bytes = bmp({ bits: 24 }, [1, 2, 3]);
    await expect(decodeImage(bytes, 'bmp')).rejects.toMatchObject({
      reason: 'The BMP file ends before the image is complete.',
    });
  });
});
