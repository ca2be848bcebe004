/** Codes of all images of a dataset, in its order, in memory or streamed to a file. */
import { cancelledError } from '../../shared/errors.ts';
import type { Codes } from '../../shared/latent.ts';
import { classesFor, oneHotAt } from '../models/labels.ts';
import type { Work } from '../analysis/work.ts';
import { writeNpyRows } from '../library/npy.ts';
import type { OpenModel } from '../runtime/model.ts';
import { requireSameImages } from './same-images.ts';
import { imageBytes, type PixelSource } from '../images/pixel-source.ts';

/** Images encoded together; bounds the memory whatever the size of the dataset. */
const PIECE = 256;

/**
 * Writes the posterior means (of an autoencoder, the codes) as `[images, latent]` float32 in NumPy's format, whole or not at all.
 *
 * @param known codes of the first images, `[some, latent]`, which are not made again
 * @throws MorphospaceError `other-images`, `cancelled`, or a storage error.
 */
export async function embedImages(
  model: OpenModel,
  source: PixelSource,
  path: string,
  { known = new Float32Array(), ...work }: Work & { known?: Float32Array } = {},
): Promise<void> {
  requireSameImages(model, source);
  const { dimensions } = model.card.latent;
  async function* pieces(): AsyncGenerator<Float32Array> {
    yield known;
    yield* encodePieces(model, source, known.length / dimensions, work);
  }
  await writeNpyRows(path, source.images, dimensions, pieces());
}

/** The same codes in memory. @throws MorphospaceError `other-images`, `cancelled` */
export async function encodeImages(model: OpenModel, source: PixelSource, work: Work = {}): Promise<Codes> {
  requireSameImages(model, source);
  const { dimensions } = model.card.latent;
  const values = new Float32Array(source.images * dimensions);
  let at = 0;
  for await (const piece of encodePieces(model, source, 0, work)) {
    values.set(piece, at);
    at += piece.length;
  }
  return { rows: source.images, dimensions, values };
}

async function* encodePieces(
  model: OpenModel,
  source: PixelSource,
  first: number,
  { progress, signal }: Work,
): AsyncGenerator<Float32Array> {
  const { images } = source;
  const total = images - first;
  const { labels } = model.card.plan;
  const classes = classesFor(labels, source);
  const started = performance.now();
  const pixels = new Uint8Array(Math.min(PIECE, total) * imageBytes(source));
  for (let from = first; from < images; from += PIECE) {
    if (signal?.aborted) throw cancelledError();
    const count = Math.min(PIECE, images - from);
    const positions = Array.from({ length: count }, (_, i) => from + i);
    const some = pixels.subarray(0, count * imageBytes(source));
    await source.read(positions, some);
    const told = classes && oneHotAt(classes, positions, labels.length);
    yield (await model.encode(some, count, told)).mean;
    const done = from + count - first;
    const seconds = (performance.now() - started) / 1000;
    progress?.({
      title: 'Encoding images',
      value: done / total,
      description: `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`,
      secondsLeft: (seconds / done) * (total - done),
    });
    // The session computes on this thread: let a cancel come through.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
