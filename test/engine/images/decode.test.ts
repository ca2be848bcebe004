import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  decodeImage,
  type DecodedImage,
  readHeader,
  recogniseFormat,
} from '../../../src/engine/images/decode.ts';
import { resizeSquare } from '../../../src/engine/images/resize.ts';
import { UnreadableImage } from '../../../src/engine/images/unreadable.ts';
import { gradient, jpegOf, meanDifference, noise, pngOf, toSharp } from './pictures.ts';

const picture = gradient(60, 40);
const grey = gradient(60, 40, 1);

function decode(bytes: Uint8Array, name = ''): Promise<DecodedImage> {
  return decodeImage(bytes, recogniseFormat(bytes, name));
}

async function reasonOf(bytes: Uint8Array, name = ''): Promise<string> {
  const error = await (async () => decode(bytes, name))().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UnreadableImage);
  return (error as UnreadableImage).reason;
}

describe('formats', () => {
  const lossless: Record<string, () => Promise<Buffer>> = {
    png: () => pngOf(picture),
    'png, interlaced': () => toSharp(picture).png({ progressive: true }).toBuffer(),
    'png, 16 bits': () => toSharp(picture).toColourspace('rgb16').png().toBuffer(),
    'webp, lossless': () => toSharp(picture).webp({ lossless: true }).toBuffer(),
    tiff: () => toSharp(picture).tiff({ compression: 'lzw' }).toBuffer(),
  };
  for (const [name, make] of Object.entries(lossless)) {
    test(`${name} gives the very pixels`, async () => {
      const { width, height, channels, data } = await decode(await make());
      expect({ width, height, channels }).toEqual({ width: 60, height: 40, channels: 3 });
      expect(meanDifference(data, picture.data)).toBe(0);
    });
  }

  const lossy: Record<string, () => Promise<Buffer>> = {
    jpeg: () => jpegOf(picture, 95),
    'jpeg, progressive': () => toSharp(picture).jpeg({ quality: 95, progressive: true }).toBuffer(),
    'jpeg, CMYK': () => toSharp(picture).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
    'webp, lossy': () => toSharp(picture).webp({ quality: 95 }).toBuffer(),
    avif: () => toSharp(picture).avif({ quality: 90, effort: 0 }).toBuffer(),
    gif: () => toSharp(picture).gif().toBuffer(),
  };
  for (const [name, make] of Object.entries(lossy)) {
    test(`${name} gives nearly the pixels`, async () => {
      const { width, height, channels, data } = await decode(await make());
      expect({ width, height, channels }).toEqual({ width: 60, height: 40, channels: 3 });
      expect(meanDifference(data, picture.data)).toBeLessThan(name.includes('CMYK') ? 12 : 4);
    });
  }

  const greys: Record<string, () => Promise<Buffer>> = {
    jpeg: () => jpegOf(grey, 100),
    png: () => pngOf(grey),
    'png, 16 bits': () => toSharp(grey).toColourspace('grey16').png().toBuffer(),
    'png, palette': () => toSharp(grey).png({ palette: true, dither: 0 }).toBuffer(),
    tiff: () => toSharp(grey).toColourspace('b-w').tiff().toBuffer(),
    'webp, which has no grey': () => toSharp(grey).webp({ lossless: true }).toBuffer(),
    'gif, which has no grey': () => toSharp(grey).gif({ dither: 0 }).toBuffer(),
  };
  for (const [name, make] of Object.entries(greys)) {
    test(`grey ${name} stays one channel`, async () => {
      const { channels, data } = await decode(await make());
      expect(channels).toBe(1);
      expect(meanDifference(data, grey.data)).toBeLessThan(2);
    });
  }

  test('a grey picture that is stored as RGB stays RGB', async () => {
    const stored = await toSharp(grey).toColourspace('srgb').png().toBuffer();
    expect(await readHeader(stored)).toMatchObject({ channels: 3 });
    expect(await decode(stored)).toMatchObject({ channels: 3 });
  });

  test('of an animation the first frame is taken', async () => {
    const frames = [0, 1, 2].map((seed) => gradient(32, 32, 3, seed * 7));
    const buffers = await Promise.all(frames.map((frame) => pngOf(frame)));
    for (const format of ['webp', 'gif'] as const) {
      const animation = await sharp(buffers, { join: { animated: true } })
        .toFormat(format, { lossless: true, dither: 0 })
        .toBuffer();
      expect((await sharp(animation).metadata()).pages).toBe(3);
      const { width, height, data } = await decode(animation);
      expect([width, height]).toEqual([32, 32]);
      expect(meanDifference(data, frames[0]!.data)).toBeLessThan(4);
    }
  });
});

describe('JPEG by libjpeg-turbo', () => {
  test('differs from the exact decoder by less than half a level on average, and by no bias', async () => {
    const large = gradient(400, 300);
    for (let i = 0; i < large.data.length; i++) large.data[i] = large.data[i]! + ((i * 7919) % 23);
    const bytes = await jpegOf(large, 85);
    const exact = await sharp(bytes).raw().toBuffer();
    const ours = resizeSquare(await decode(bytes), 64);
    const theirs = resizeSquare({ width: 400, height: 300, channels: 3, data: exact }, 64);
    expect(meanDifference(ours, theirs)).toBeLessThan(0.6);
    for (let channel = 0; channel < 3; channel++) {
      let bias = 0;
      for (let i = channel; i < ours.length; i += 3) bias += ours[i]! - theirs[i]!;
      expect(Math.abs(bias / (64 * 64))).toBeLessThan(0.25);
    }
  });
});

describe('orientation', () => {
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    for (const format of ['jpeg', 'png', 'tiff', 'webp'] as const) {
      test(`${format} with EXIF orientation ${orientation} is upright`, async () => {
        const bytes = await toSharp(picture)
          .withMetadata({ orientation })
          .toFormat(format, { quality: 100, chromaSubsampling: '4:4:4', lossless: true })
          .toBuffer();
        // Sharp's own turning is the truth here, applied to the picture that was never compressed.
        const { data, info } = await sharp(
          await toSharp(picture).withMetadata({ orientation }).png().toBuffer(),
        )
          .autoOrient()
          .raw()
          .toBuffer({ resolveWithObject: true });
        const upright = await decode(bytes);
        expect([upright.width, upright.height]).toEqual([info.width, info.height]);
        expect(await readHeader(bytes)).toMatchObject(
          format === 'png' ? {} : { width: info.width, height: info.height },
        );
        expect(meanDifference(upright.data, data)).toBeLessThan(2.5);
      });
    }
  }
});

describe('transparency', () => {
  const rgba = Buffer.from([255, 0, 0, 255, 255, 0, 0, 128, 0, 0, 0, 0, 10, 20, 30, 255]);
  const onWhite = [255, 0, 0, 255, 127, 127, 255, 255, 255, 10, 20, 30];
  for (const format of ['png', 'webp', 'tiff'] as const) {
    test(`${format} is laid on white`, async () => {
      const raw = { width: 4, height: 1, channels: 4 as const };
      const bytes = await sharp(rgba, { raw })
        .toFormat(format, { lossless: true, exact: true, compression: 'lzw' })
        .toBuffer();
      const { data, channels } = await decode(bytes);
      expect(channels).toBe(3);
      for (const [i, level] of onWhite.entries()) expect(Math.abs(data[i]! - level)).toBeLessThanOrEqual(1);
    });
  }

  test('grey with transparency stays grey', async () => {
    const bytes = await sharp(Buffer.from([100, 255, 100, 0]), { raw: { width: 2, height: 1, channels: 2 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const { data, channels } = await decode(bytes);
    expect(channels).toBe(1);
    expect([...data]).toEqual([100, 255]);
  });

  test('transparent entries of a palette are laid on white', async () => {
    const raw = { width: 4, height: 1, channels: 4 as const };
    const bytes = await sharp(rgba, { raw }).png({ palette: true, dither: 0 }).toBuffer();
    const { data } = await decode(bytes);
    for (const [i, level] of onWhite.entries()) expect(Math.abs(data[i]! - level)).toBeLessThanOrEqual(3);
  });
});

describe('PNG', () => {
  test('all row filters are undone as libpng undoes them', async () => {
    for (const channels of [1, 3] as const) {
      const source = gradient(67, 53, channels);
      const bytes = await toSharp(source)
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .png({ adaptiveFiltering: true })
        .toBuffer();
      expect(meanDifference((await decode(bytes)).data, source.data)).toBe(0);
    }
    for (const filter of [0, 1, 2, 3, 4]) {
      const bytes = pngWithFilter(filter);
      expect((await decode(bytes)).data).toEqual(new Uint8Array(await sharp(bytes).raw().toBuffer()));
    }
  });

  test('palettes of 1, 2, 4 and 8 bits are looked up', async () => {
    for (const colours of [2, 4, 16, 200]) {
      const bytes = await toSharp(picture).png({ palette: true, colours, dither: 0 }).toBuffer();
      const theirs = await sharp(bytes).toColourspace('srgb').removeAlpha().raw().toBuffer();
      expect(meanDifference((await decode(bytes)).data, theirs)).toBe(0);
    }
  });

  test('a wrong checksum is damage', async () => {
    const bytes = await pngOf(picture);
    bytes[bytes.indexOf('IDAT') + 20]! ^= 1;
    expect(await reasonOf(bytes)).toBe('The PNG data is damaged.');
  });

  test('rows beyond what the header admits are refused before they take memory', async () => {
    const bomb = png({ width: 10, height: 10, bitDepth: 8, colourType: 0 }, new Uint8Array(2 ** 26));
    expect(await reasonOf(bomb)).toBe('The PNG data is damaged.');
  });

  test('thirty thousand pixels square are refused with the limit', async () => {
    const huge = png({ width: 30_000, height: 30_000, bitDepth: 8, colourType: 2 }, new Uint8Array(10));
    expect(await reasonOf(huge)).toBe(
      'The image is too large: 30,000 x 30,000 pixels, and the limit is 268 million.',
    );
  });
});

describe('huge images below the limit', () => {
  test('are shrunk while they are decoded, and keep their own size', async () => {
    const background = '#404040';
    const huge = await sharp({ create: { width: 9000, height: 8000, channels: 3, background } })
      .toColourspace('b-w')
      .jpeg()
      .toBuffer();
    const { width, height, fullSize, data } = await decode(huge);
    expect(fullSize).toEqual({ width: 9000, height: 8000 });
    expect([width, height]).toEqual([2304, 2048]);
    expect(meanDifference(data, new Uint8Array(2304 * 2048).fill(0x40))).toBeLessThan(1);
  });
});

describe('what is no image', () => {
  test('an empty file, a text, and an image of a kind that is not read have reasons of their own', async () => {
    expect(await reasonOf(new Uint8Array(0))).toBe('The file is empty.');
    expect(await reasonOf(Buffer.from('holiday'), 'beach.jpg')).toBe(
      'The content is no image of a known kind.',
    );
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(40)]);
    expect(await reasonOf(heic, 'IMG_1.HEIC')).toBe(
      'This is HEIC, which is not read; save it as JPEG or PNG.',
    );
    expect(await reasonOf(heic, 'renamed.jpg')).toBe(
      'This is HEIC, which is not read; save it as JPEG or PNG.',
    );
    expect(await reasonOf(Buffer.from('<svg/>'), 'logo.svg')).toContain('an SVG drawing');
    const tiff = await toSharp(picture).tiff().toBuffer();
    expect(await reasonOf(tiff, 'DSC_1.NEF')).toContain('a raw camera file');
  });

  test('floating-point pixels have no agreed range', async () => {
    expect(await reasonOf(floatTiff(4, 4))).toBe(
      'The pixels are floating-point numbers with no agreed range; save them as 8 or 16 bits.',
    );
  });

  test('the content decides, not the ending', async () => {
    expect(recogniseFormat(await pngOf(picture), 'picture.jpg')).toBe('png');
    expect(recogniseFormat(await jpegOf(picture), 'IMG_2.HEIC')).toBe('jpeg');
  });
});

describe('broken files', () => {
  const makers: Record<string, () => Promise<Buffer>> = {
    jpeg: () => jpegOf(picture),
    'jpeg, progressive': () => toSharp(picture).jpeg({ progressive: true }).toBuffer(),
    png: () => pngOf(picture),
    webp: () => toSharp(picture).webp().toBuffer(),
    avif: () => toSharp(picture).avif({ effort: 0 }).toBuffer(),
    tiff: () => toSharp(picture).tiff().toBuffer(),
    gif: () => toSharp(picture).gif().toBuffer(),
  };
  for (const [name, make] of Object.entries(makers)) {
    test(`${name}, cut off anywhere, is refused with a sentence`, async () => {
      const whole = await make();
      for (const share of [0.02, 0.1, 0.3, 0.5, 0.8]) {
        const reason = await reasonOf(whole.subarray(0, Math.max(20, Math.floor(whole.length * share))));
        expect(reason).toMatch(/^The .* (damaged|complete)\.$|^The content is no image/);
      }
    });

    test(`${name}, with bytes that were hit, is decoded or refused, and nothing else`, async () => {
      const whole = await make();
      const hits = noise(100, 1, 1).data;
      for (let trial = 0; trial < 25; trial++) {
        const hit = Buffer.from(whole);
        hit.set(hits.subarray(trial * 4, trial * 4 + 4), 4 + ((trial * 7919) % (hit.length - 8)));
        try {
          const { width, height, channels, data } = await decode(hit);
          expect(data.length).toBe(width * height * channels);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableImage);
        }
      }
    });
  }
});

/** A PNG of one IDAT chunk, its rows as they are given (with their filter bytes). */
function png(
  {
    width,
    height,
    bitDepth,
    colourType,
  }: { width: number; height: number; bitDepth: number; colourType: number },
  rows: Uint8Array,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitDepth, colourType, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(checksum(typed));
  return Buffer.concat([length, typed, check]);
}

/** CRC-32 by its definition, bit by bit. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** RGB rows of arbitrary bytes, all under one filter; any bytes are right for any filter. */
function pngWithFilter(filter: number): Buffer {
  const [width, height] = [13, 9];
  const rows = new Uint8Array((width * 3 + 1) * height);
  for (let i = 0; i < rows.length; i++) rows[i] = i % (width * 3 + 1) === 0 ? filter : (i * 7919) % 256;
  return png({ width, height, bitDepth: 8, colourType: 2 }, rows);
}

/** A grey TIFF of 32-bit floating-point zeros. */
function floatTiff(width: number, height: number): Buffer {
  const [short, long] = [3, 4];
  const bytes = width * height * 4;
  const entries = [
    [256, short, width],
    [257, short, height],
    [258, short, 32],
    [259, short, 1],
    [262, short, 1],
    [273, long, 8],
    [277, short, 1],
    [278, short, height],
    [279, long, bytes],
    [339, short, 3],
  ];
  const file = Buffer.alloc(8 + bytes + 2 + entries.length * 12 + 4);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8 + bytes, 4);
  file.writeUInt16LE(entries.length, 8 + bytes);
  for (const [i, [tag, type, value]] of entries.entries()) {
    const at = 8 + bytes + 2 + i * 12;
    file.writeUInt16LE(tag!, at);
    file.writeUInt16LE(type!, at + 2);
    file.writeUInt32LE(1, at + 4);
    file.writeUInt32LE(value!, at + 8);
  }
  return file;
}
