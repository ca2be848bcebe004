/** The sample faces with their model as they ship: real codes, of pictures whose every factor is known. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSquare } from '../../../src/engine/images/original.ts';
import { readNpy } from '../../../src/engine/library/npy.ts';
import { openModel, type OpenModel } from '../../../src/engine/runtime/model.ts';
import type { Factors } from '../../../src/engine/samples/factors.ts';
import { PACK_FILE } from '../../../src/engine/samples/materialise.ts';
import { unpackPictures } from '../../../src/engine/samples/pack.ts';
import { sampleFaces } from '../../../src/engine/samples/sample-faces.ts';
import type { Codes } from '../../../src/shared/latent.ts';

const FOLDER = fileURLToPath(new URL('../../../resources/sample-faces', import.meta.url));

export const faces: Factors[] = sampleFaces();

export const openShippedModel = (): Promise<OpenModel> => openModel(FOLDER);

export async function shippedCodes(): Promise<Codes> {
  const { shape, values } = await readNpy(join(FOLDER, 'codes.npy'));
  return { rows: shape[0]!, dimensions: shape[1]!, values };
}

/** `[rows, 2]` of the shipped map. */
export async function shippedCoordinates(): Promise<Float32Array> {
  return (await readNpy(join(FOLDER, 'coordinates.npy'))).values;
}

/** `[indices, channels, size, size]` as the model sees them. */
export async function facePixels({ card }: OpenModel, indices: readonly number[]): Promise<Uint8Array> {
  const { size, channels } = card.image;
  const pictures = unpackPictures(await readFile(join(FOLDER, PACK_FILE)));
  const stride = channels * size * size;
  const pixels = new Uint8Array(indices.length * stride);
  for (const [place, index] of indices.entries()) {
    pixels.set(await decodeSquare(new Uint8Array(pictures[index]!), size, channels), place * stride);
  }
  return pixels;
}

/** Places of the faces of which this holds. */
export function facesWhere(holds: (factors: Factors, index: number) => boolean): number[] {
  return faces.flatMap((factors, index) => (holds(factors, index) ? [index] : []));
}
