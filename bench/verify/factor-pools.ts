/** Images whose factors are known, drawn at random: what disentanglement is measured on. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FactorTable } from '../../src/engine/analysis/disentanglement.ts';
import type { PixelSource } from '../../src/engine/images/pixel-source.ts';
import { writeFileAtomically } from '../../src/engine/library/atomic.ts';
import { Random } from '../../src/engine/models/random.ts';
import { drawFactors, FACTOR_NAMES, FACTORS, type Factors } from '../../src/engine/samples/factors.ts';
import { renderFace } from '../../src/engine/samples/render.ts';
import type { ReportProgress } from '../../src/shared/progress.ts';
import { chosenFrom } from './image-set.ts';
import { SHAPE_COUNT, SHAPE_FACTORS, shapeFactorsOf, shapePixels } from './shapes.ts';

export interface FactorPool {
  source: PixelSource;
  factors: FactorTable;
}

/** Unlike those of the shapes that models learn from. */
const SHAPE_SEED = 7;
/** Unlike that of the faces that come with the application. */
const FACE_SEED = 7;
const FACE_SIDE = 64;
/** Continuous factors of the faces are cut into so many steps, as codes are. */
const STEPS = 20;
const FACES_AT_ONCE = 16;

export function shapePool(images: number): FactorPool {
  const random = new Random(SHAPE_SEED);
  const chosen = Uint32Array.from({ length: images }, () => random.below(SHAPE_COUNT));
  const names = SHAPE_FACTORS.map(({ name }) => name);
  const values = new Uint16Array(images * names.length);
  for (const [row, index] of chosen.entries()) values.set(shapeFactorsOf(index), row * names.length);
  return { source: chosenFrom(shapePixels, chosen), factors: { names, values } };
}

/** Freshly drawn faces at 64 pixels; their pixels are kept in `folder`, for drawing takes some milliseconds each. */
export async function facePool(
  images: number,
  folder: string,
  progress: ReportProgress,
): Promise<FactorPool> {
  const faces = drawFactors(images, FACE_SEED);
  const stride = 3 * FACE_SIDE ** 2;
  const file = join(folder, `faces-${FACE_SEED}-${images}.u8`);
  if (!existsSync(file)) await writeFileAtomically(file, await drawFaces(faces, progress));
  const pixels = new Uint8Array(readFileSync(file));
  const values = new Uint16Array(images * FACTOR_NAMES.length);
  for (const [row, face] of faces.entries()) values.set(stepsOf(face), row * FACTOR_NAMES.length);
  return {
    source: {
      ...{ images, channels: 3, size: FACE_SIDE },
      read(indices, target) {
        for (let i = 0; i < indices.length; i++) {
          target.set(pixels.subarray(indices[i]! * stride, (indices[i]! + 1) * stride), i * stride);
        }
        return Promise.resolve();
      },
    },
    factors: { names: FACTOR_NAMES, values },
  };
}

/** `[faces, 3, 64, 64]`. */
async function drawFaces(faces: readonly Factors[], progress: ReportProgress): Promise<Uint8Array> {
  const plane = FACE_SIDE ** 2;
  const pixels = new Uint8Array(faces.length * 3 * plane);
  for (let from = 0; from < faces.length; from += FACES_AT_ONCE) {
    const some = faces.slice(from, from + FACES_AT_ONCE);
    const drawn = await Promise.all(some.map((factors) => renderFace(factors, FACE_SIDE)));
    for (const [i, interleaved] of drawn.entries()) {
      const start = (from + i) * 3 * plane;
      for (const [at, byte] of interleaved.entries()) {
        pixels[start + (at % 3) * plane + Math.floor(at / 3)] = byte;
      }
    }
    progress({ title: 'Drawing faces', value: (from + some.length) / faces.length });
  }
  return pixels;
}

function stepsOf(face: Factors): number[] {
  return FACTOR_NAMES.map((name) => {
    const factor = FACTORS[name];
    if (factor.kind === 'discrete') return (factor.values as readonly string[]).indexOf(face[name] as string);
    const [low, high] = factor.range;
    return Math.min(STEPS - 1, Math.floor((((face[name] as number) - low) / (high - low)) * STEPS));
  });
}
