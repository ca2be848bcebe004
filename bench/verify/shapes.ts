/**
 * Rendered shapes with known factors, after the design of dSprites (Matthey et al. 2017): 3 shapes x 6 sizes x 40 rotations x 32 x 32 places =
 * 737,280 images of 64 x 64 pixels, black or white. Nothing is stored: image i is drawn from the digits of i.
 */
import type { PixelSource } from '../../src/engine/images/pixel-source.ts';

/** In the order of the digits of an index, the slowest first. */
export const SHAPE_FACTORS = [
  { name: 'shape', values: 3 },
  { name: 'size', values: 6 },
  { name: 'rotation', values: 40 },
  { name: 'x', values: 32 },
  { name: 'y', values: 32 },
] as const;

export const SHAPE_COUNT = SHAPE_FACTORS.reduce((product, { values }) => product * values, 1);
const SIDE = 64;

/** Half the width of the largest square; its corners stay inside the picture at every place. */
const HALF_WIDTH = 11;
const SMALLEST = 0.5;
/** The middles lie on whole steps of a pixel around the middle of the picture. */
const FIRST_PLACE = (SIDE - SHAPE_FACTORS[3].values + 1) / 2;
/** No point of a shape of size 1 is further from its middle, in half widths. */
const REACH = 1.45;

/** Whether a point lies in each of the shapes; y points down, one unit is half a width. Areas are about equal. */
const SHAPES: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => Math.abs(x) <= 1 && Math.abs(y) <= 1,
  (x, y) => (x / 1.4) ** 2 + (y / 0.9) ** 2 <= 1,
  isInHeart,
];

/** The curve (x² + y² - 1)³ = x² y³, which points down, scaled to the area of the others. */
function isInHeart(x: number, y: number): boolean {
  const [u, v] = [x * 0.96, -y * 0.96 + 0.1];
  return (u * u + v * v - 1) ** 3 <= u * u * v ** 3;
}

/** Value of each factor of an image, 0-based. */
export function shapeFactorsOf(index: number): number[] {
  const values: number[] = [];
  let rest = index;
  for (const { values: count } of SHAPE_FACTORS.toReversed()) {
    values.unshift(rest % count);
    rest = Math.floor(rest / count);
  }
  return values;
}

/** Draws an image, `[64, 64]` of 0 and 255: a pixel is white when its middle lies in the shape. */
export function drawShape(index: number, target: Uint8Array): void {
  const [shape, size, rotation, column, row] = shapeFactorsOf(index) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const contains = SHAPES[shape]!;
  const scale = HALF_WIDTH * (SMALLEST + ((1 - SMALLEST) * size) / (SHAPE_FACTORS[1].values - 1));
  const angle = (2 * Math.PI * rotation) / SHAPE_FACTORS[2].values;
  const [cosine, sine] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const [middleX, middleY] = [FIRST_PLACE + column, FIRST_PLACE + row];
  const reach = Math.ceil(REACH * scale);
  target.fill(0);
  for (let y = Math.floor(middleY - reach); y < middleY + reach; y++) {
    for (let x = Math.floor(middleX - reach); x < middleX + reach; x++) {
      const [right, down] = [x + 0.5 - middleX, y + 0.5 - middleY];
      if (contains(cosine * right + sine * down, cosine * down - sine * right)) target[y * SIDE + x] = 255;
    }
  }
}

/** Pixels of all shapes. */
export const shapePixels: PixelSource = {
  images: SHAPE_COUNT,
  channels: 1,
  size: SIDE,
  read(indices, target) {
    const stride = SIDE * SIDE;
    for (let i = 0; i < indices.length; i++) {
      drawShape(indices[i]!, target.subarray(i * stride, (i + 1) * stride));
    }
    return Promise.resolve();
  },
};
