/** Pictures of discs and squares drawn in code: few factors (place, size, kind), so that small models learn them quickly. */
import { Random } from '../../../src/engine/models/random.ts';
import type { PixelSource } from '../../../src/engine/images/pixel-source.ts';

export interface Shapes extends PixelSource {
  ids: string[];
  bytes: Uint8Array;
}

export function drawShapes(images: number, size = 28, channels: 1 | 3 = 1, seed = 1): Shapes {
  const random = new Random(seed);
  const each = channels * size * size;
  const bytes = new Uint8Array(images * each);
  for (let image = 0; image < images; image++) {
    const radius = size * (0.12 + 0.15 * random.uniform());
    const left = size * (0.3 + 0.4 * random.uniform());
    const top = size * (0.3 + 0.4 * random.uniform());
    const square = random.below(2) === 1;
    for (let channel = 0; channel < channels; channel++) {
      const brightness = channels === 1 ? 255 : 120 + random.below(136);
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          const away = square
            ? Math.max(Math.abs(x - left), Math.abs(y - top))
            : Math.hypot(x - left, y - top);
          const cover = Math.min(1, Math.max(0, radius - away + 0.5));
          bytes[image * each + (channel * size + y) * size + x] = Math.round(brightness * cover);
        }
      }
    }
  }
  return {
    images,
    channels,
    size,
    bytes,
    ids: Array.from({ length: images }, () =>
      Array.from({ length: 4 }, () => random.uint32().toString(16).padStart(8, '0')).join(''),
    ),
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) {
        target.set(bytes.subarray(indices[i]! * each, (indices[i]! + 1) * each), i * each);
      }
      return Promise.resolve();
    },
  };
}
