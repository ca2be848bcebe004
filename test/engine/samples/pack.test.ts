import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawFactors } from '../../../src/engine/samples/factors.ts';
import { materialiseSampleFaces, PACK_FILE } from '../../../src/engine/samples/materialise.ts';
import { packPictures, unpackPictures } from '../../../src/engine/samples/pack.ts';
import { encodeFace, renderFace } from '../../../src/engine/samples/render.ts';
import {
  factorsCsv,
  SAMPLE_COUNT,
  SAMPLE_SIZE,
  sampleFaces,
} from '../../../src/engine/samples/sample-faces.ts';
import { CANCELLED } from '../../../src/shared/errors.ts';
import { Random } from '../../../src/engine/models/random.ts';

const resources = fileURLToPath(new URL('../../../resources/sample-faces', import.meta.url));

describe('a pack of pictures', () => {
  it('gives back the very bytes that went in, in their order', async () => {
    const pictures = await Promise.all(drawFactors(5, 1).map((factors) => encodeFace(factors, 48)));
    expect(unpackPictures(packPictures(pictures)).map((bytes) => Buffer.from(bytes))).toEqual(pictures);
  });

  it('that is cut short or holds something else is refused', async () => {
    const picture = await encodeFace(drawFactors(1, 1)[0]!, 48);
    for (const bad of [picture.subarray(0, -1), picture.subarray(0, 6), Buffer.from('no picture at all')]) {
      expect(() => unpackPictures(bad)).toThrowError(expect.objectContaining({ code: 'bad-sample-pack' }));
    }
  });
});

describe('the pack that ships', () => {
  it('holds the faces that their factors draw', async () => {
    const pictures = unpackPictures(await readFile(join(resources, PACK_FILE)));
    expect(pictures).toHaveLength(SAMPLE_COUNT);
    const faces = sampleFaces();
    for (const index of new Random(1).permutation(SAMPLE_COUNT).subarray(0, 24)) {
      const drawn = await renderFace(faces[index]!, SAMPLE_SIZE);
      const shipped = await sharp(pictures[index]).removeAlpha().raw().toBuffer();
      const difference =
        drawn.reduce((sum, value, i) => sum + Math.abs(value - shipped[i]!), 0) / drawn.length;
      // WebP's own loss is 2 to 3.5 grey levels; two different faces differ by more than 25.
      expect(difference, `face ${index}`).toBeLessThan(6);
    }
  });
});

describe('materialising the sample faces', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'faces-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('writes every picture and the table of factors', async () => {
    const reported: number[] = [];
    const result = await materialiseSampleFaces(folder, {
      resources,
      progress: ({ value }) => reported.push(value!),
    });
    expect((await readdir(result.images)).sort()).toEqual(result.files);
    expect(result.files).toHaveLength(SAMPLE_COUNT);
    expect(await readFile(result.factorsCsv, 'utf8')).toBe(factorsCsv(sampleFaces()));
    const { width, height, format } = await sharp(join(result.images, result.files[2999]!)).metadata();
    expect({ width, height, format }).toEqual({ width: SAMPLE_SIZE, height: SAMPLE_SIZE, format: 'webp' });
    expect(reported).toEqual([...reported].sort((a, b) => a - b));
    expect(reported.at(-1)).toBe(1);
  });

  it('stops when asked', async () => {
    const stop = new AbortController();
    const work = materialiseSampleFaces(folder, {
      resources,
      progress: () => stop.abort(),
      signal: stop.signal,
    });
    await expect(work).rejects.toMatchObject({ code: CANCELLED });
    expect((await readdir(join(folder, 'images'))).length).toBeLessThan(100);
  });

  it('refuses a pack with faces missing', async () => {
    await writeFile(join(folder, PACK_FILE), await encodeFace(drawFactors(1, 1)[0]!, 32));
    await expect(materialiseSampleFaces(folder, { resources: folder })).rejects.toMatchObject({
      code: 'bad-sample-pack',
    });
  });
});
