/** Which range of values a model that was made elsewhere was trained with, found by what it makes of some images. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { ImportOptions, ModelIo, ValueRange } from '../../shared/imported.ts';
import type { OpenModel } from '../runtime/model.ts';

/** Tried when nobody says. ImageNet's has to be asked for: it can hardly be told from -1..1 by its results. */
const USUAL: readonly ValueRange[] = ['0..1', '-1..1', '0..255'];

export interface RangedIo {
  io: ModelIo;
  /** Mean squared error of the reconstructions, images in 0..1; null without a decoder. */
  mse: number | null;
}

/**
 * The decoder may have another range than the encoder: all are tried with each, the same one first, which wins where nothing differs.
 *
 * @param asked the encoder's range.
 * @param open the model under a range of its encoder and of its decoder, with pictures that are not cut to 0..1: what a wrong range
 *   makes of them has to count.
 * @param pixels [n, channels, size, size] bytes.
 * @throws MorphospaceError `unusable-codes`
 */
export async function tryRanges(
  asked: ImportOptions['range'],
  open: (encoder: ValueRange, decoder: ValueRange) => { io: ModelIo; model: OpenModel },
  pixels: Uint8Array,
  n: number,
): Promise<RangedIo> {
  const inputs = asked === 'auto' ? USUAL : [asked];
  const found: RangedIo[] = [];
  let fault: MorphospaceError | null = null;
  for (const input of inputs) {
    const { io, model } = open(input, input);
    const { mean } = await model.encode(pixels, n);
    fault = faultOf(mean, n, pixels);
    if (fault) continue;
    if (io.decoder === null) return { io, mse: null };
    for (const output of new Set([input, ...USUAL])) {
      const other = open(input, output);
      const mse = meanSquaredError(pixels, await other.model.decode(mean, n));
      found.push({ io: other.io, mse });
    }
  }
  const [first] = found;
  if (!first) throw fault!;
  return found.reduce((best, one) => (one.mse! < best.mse! ? one : best), first);
}

/** What is wrong with codes, if anything. */
function faultOf(codes: Float32Array, n: number, pixels: Uint8Array): MorphospaceError | null {
  if (!codes.every(Number.isFinite)) {
    return new MorphospaceError(
      'unusable-codes',
      'The encoder gives codes that are no finite numbers for images of this dataset.',
      'Say which range of values it was trained with, or export it again in 32-bit floating point.',
    );
  }
  if (differ(pixels, n) && !differ(codes, n)) {
    return new MorphospaceError(
      'unusable-codes',
      `The encoder gives the same code for each of ${n} different images.`,
      'See that its weights were exported, and that the right output is its code.',
    );
  }
  return null;
}

function differ(rows: Float32Array | Uint8Array, n: number): boolean {
  const length = rows.length / n;
  return rows.some((value, at) => value !== rows[at % length]);
}

/** What is no number counts as the worst. */
function meanSquaredError(pixels: Uint8Array, decoded: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < pixels.length; i++) sum += (pixels[i]! / 255 - decoded[i]!) ** 2;
  return Number.isNaN(sum) ? Infinity : sum / pixels.length;
}
