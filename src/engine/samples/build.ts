/** Makes what the sample set ships: all faces drawn and encoded, in one pack. */
import { join } from 'node:path';
import type { ReportProgress } from '../../shared/progress.ts';
import { writeFileAtomically } from '../library/atomic.ts';
import { PACK_FILE } from './materialise.ts';
import { packPictures } from './pack.ts';
import { encodeFace } from './render.ts';
import { SAMPLE_SIZE, sampleFaces } from './sample-faces.ts';

/** Faces handed to sharp together; it spreads them over its own threads. */
const FACES_AT_ONCE = 16;

/** Draws every sample face and writes the pack into `resources`; returns its path and size in bytes. */
export async function buildSamplePack(
  resources: string,
  progress?: ReportProgress,
): Promise<{ file: string; bytes: number }> {
  const faces = sampleFaces();
  const pictures: Uint8Array[] = [];
  while (pictures.length < faces.length) {
    const batch = faces.slice(pictures.length, pictures.length + FACES_AT_ONCE);
    pictures.push(...(await Promise.all(batch.map((factors) => encodeFace(factors, SAMPLE_SIZE)))));
    progress?.({ title: 'Drawing the sample faces', value: pictures.length / faces.length });
  }
  const pack = packPictures(pictures);
  const file = join(resources, PACK_FILE);
  await writeFileAtomically(file, pack);
  return { file, bytes: pack.byteLength };
}
