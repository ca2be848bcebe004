import { afterEach, beforeEach, expect, test } from 'vitest';
import { useDatasets } from '../../../src/renderer/stores/datasets.ts';
import { MOST_STOPS, useMorph } from '../../../src/renderer/stores/morph.ts';
import { useModels } from '../../../src/renderer/stores/models.ts';
import { MorphospaceError } from '../../../src/shared/errors.ts';
import { shelves } from '../fake-shelves.ts';
import { startStores, type Running } from './with-engine.ts';

let running: Running;
beforeEach(async () => {
  running = startStores(shelves.faces());
  useDatasets();
  useModels();
  await running.ready();
});
afterEach(() => running.stop());

const paths = () => running.engine.calls.filter(({ method }) => method === 'latent.path');

test('every segment is drawn once, and a segment that was there before is not drawn again', async () => {
  const morph = useMorph();
  morph.setPath([3, 17, 5]);
  await expect.poll(() => morph.complete).toBe(true);
  expect(paths()).toHaveLength(2);
  morph.add(9);
  await expect.poll(() => morph.complete).toBe(true);
  expect(paths()).toHaveLength(3);
  morph.remove(3);
  await expect.poll(() => morph.complete).toBe(true);
  expect(paths()).toHaveLength(3);
});

test('the frame at a stop is its reconstruction', async () => {
  const morph = useMorph();
  morph.setPath([3, 17, 5]);
  await expect.poll(() => morph.complete).toBe(true);
  morph.images.forEach((image, place) => {
    expect(morph.frameNear(place)!.rgba).toEqual(morph.pictureOf(image, 'reconstruction')!.rgba);
  });
});

test('a stop that moves takes its identity with it', () => {
  const morph = useMorph();
  morph.setPath([3, 17, 3]);
  const ids = morph.stops.map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
  morph.move(2, 0);
  expect(morph.stops.map(({ id }) => id)).toEqual([ids[2], ids[0], ids[1]]);
});

test('the path has an end', () => {
  const morph = useMorph();
  morph.setPath(Array.from({ length: 40 }, (_, i) => i));
  expect(morph.stops).toHaveLength(MOST_STOPS);
});

test('another model draws all anew, another dataset begins anew', async () => {
  const morph = useMorph();
  morph.setPath([3, 17]);
  await expect.poll(() => morph.complete).toBe(true);
  useModels().select('portraits-ae');
  await expect.poll(() => paths().length).toBe(2);
  expect(paths()[1]!.params).toMatchObject({ modelId: 'portraits-ae', indices: [3, 17] });
  useModels().select('sample-vae');
  await expect.poll(() => morph.stops).toEqual([]);
});

test('what went wrong is kept until it is tried again', async () => {
  const morph = useMorph();
  running.engine.failNext('latent.path', new MorphospaceError('gone', 'The file is gone.', 'Bring it back.'));
  morph.setPath([3, 17]);
  await expect.poll(() => morph.error).toBeInstanceOf(MorphospaceError);
  await morph.load();
  expect(morph.error).toBeNull();
  expect(morph.complete).toBe(true);
});
