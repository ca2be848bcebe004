/**
 * The main job, asked for through a `Transport`: the same questions whatever lies between, so that both hosts are held to
 * one contract. Every answer and event is checked against its schema.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { z } from 'zod';
import {
  type EventName,
  events,
  type MethodName,
  methods,
  type Params,
  type Result,
  type Transport,
} from '../../src/shared/contract.ts';
import { importResultSchema, trainResultSchema } from '../../src/shared/job-results.ts';
import { isOver, type JobRecord } from '../../src/shared/jobs.ts';
import { resourcePaths } from '../../src/shared/resources.ts';
import type { TrainingOptions } from '../../src/shared/models.ts';
import { SIDE, writeDiscs } from '../cli/pictures.ts';

export interface Scenario {
  transport: Transport;
  /** A folder for pictures and exports. */
  folder: string;
  /** Fetches a path of `resourcePaths` as the page does. */
  fetchBytes(
    path: string,
    range?: string,
  ): Promise<{ status: number; contentType: string; bytes: Uint8Array }>;
}

const IMAGES = 48;
const quick: TrainingOptions = {
  family: 'vae',
  size: 32,
  latent: 4,
  channels: [8, 8, 8],
  batch: 16,
  epochs: 2,
  seed: 1,
  device: 'cpu',
};

export async function playScenario({ transport, folder, fetchBytes }: Scenario): Promise<void> {
  const { ask, heard, runJob } = checked(transport);

  // A folder with two labels and one file that is no image.
  const pictures = join(folder, 'pictures');
  await writeDiscs(pictures, IMAGES);
  writeFileSync(join(pictures, 'large', 'broken.png'), 'no picture');
  const imported = await runJob(() => ask('datasets.import', { paths: [pictures], name: 'Discs' }));
  const { datasetId, added, skipped } = importResultSchema.parse(imported.result);
  expect(added).toBe(IMAGES);
  expect(skipped).toEqual([{ file: 'large/broken.png', reason: expect.any(String) as string }]);
  expect(await ask('datasets.list', {})).toEqual([await ask('datasets.get', { datasetId })]);
  const page = await ask('datasets.images', { datasetId, limit: 3 });
  expect([page.total, page.images.map(({ index }) => index)]).toEqual([IMAGES, [0, 1, 2]]);
  const labels = await ask('datasets.labels', { datasetId });
  expect(labels.values).toHaveLength(IMAGES);
  expect(new Set(labels.values)).toEqual(new Set([0, 1]));

  // Bulk bytes, whole and in part.
  const thumbnails = await fetchBytes(resourcePaths.thumbnails(datasetId, 0, 0, IMAGES));
  expect(thumbnails).toMatchObject({ status: 200, contentType: expect.stringMatching(/^image\//) as string });
  const part = await fetchBytes(resourcePaths.thumbnails(datasetId, 0, 0, IMAGES), 'bytes=8-11');
  expect(part).toMatchObject({ status: 206, bytes: thumbnails.bytes.slice(8, 12) });
  expect((await fetchBytes(resourcePaths.image('no-such', 0))).status).toBe(404);

  // A short training, with its live events.
  const training = await runJob(() => ask('models.train', { datasetId, options: quick }));
  const { modelId, epochs } = trainResultSchema.parse(training.result);
  expect(epochs).toBe(quick.epochs);
  expect(heard('epoch').map(({ record }) => record.epoch)).toEqual(
    (await ask('models.history', { modelId })).map(({ epoch }) => epoch),
  );
  expect(heard('training').every((live) => live.modelId === modelId)).toBe(true);
  expect(heard('reconstructions').at(-1)!.pictures).toMatchObject({ size: SIDE });
  expect(await ask('models.get', { modelId })).toMatchObject({ state: 'ready', embedded: true });

  // Immediate questions, with arrays both ways.
  const codes = await ask('latent.encode', { modelId, indices: [0, 5] });
  expect([codes.rows, codes.dimensions, codes.values.length]).toEqual([2, 4, 8]);
  const decoded = await ask('latent.decode', { modelId, codes });
  expect(decoded).toMatchObject({ count: 2, size: SIDE });
  expect(decoded.rgba).toHaveLength(2 * SIDE * SIDE * 4);
  const [nearest] = await ask('latent.neighbours', { modelId, code: codes.values.slice(4), k: 3 });
  expect(nearest).toMatchObject({ index: 5, distance: expect.closeTo(0, 4) as number });
  const morph = await ask('latent.path', { modelId, indices: [0, 5], steps: 5 });
  expect([morph.pictures.count, morph.codes.rows]).toEqual([5, 5]);
  expect(Array.from(morph.codes.values.slice(0, 4))).toEqual(
    Array.from(codes.values.slice(0, 4), (value) => expect.closeTo(value, 4) as number),
  );

  // A layout, and its coordinates.
  const layout = await runJob(() => ask('projections.create', { modelId, method: 'pca' }));
  const coordinates = await ask('projections.coordinates', { projectionId: layout.projectionId! });
  expect([coordinates.rows, coordinates.values.length]).toEqual([IMAGES, 2 * IMAGES]);

  await steer({ transport, folder, fetchBytes }, modelId, layout.projectionId!);

  // The models, to take away.
  const target = join(folder, 'export');
  await runJob(() => ask('models.export', { modelId, folder: target }));
  for (const file of ['encoder.onnx', 'decoder.onnx', 'model.json'])
    expect(existsSync(join(target, file))).toBe(true);

  // What goes wrong says so, and stops when it is told to.
  await expect(transport.call('datasets.get', { datasetId: 'none' })).rejects.toMatchObject({
    name: 'MorphospaceError',
    code: 'no-such-dataset',
    advice: expect.any(String) as string,
  });
  await expect(transport.call('models.train', { datasetId, options: { epochs: -1 } })).rejects.toMatchObject({
    code: 'bad-request',
  });
  const endless = runJob(() =>
    ask('models.train', { datasetId, options: { ...quick, epochs: 100_000, patience: 0 } }),
  );
  await expect
    .poll(() => heard('training').some((live) => live.modelId !== modelId), { timeout: 30_000 })
    .toBe(true);
  const [running] = (await ask('jobs.list', {})).filter(({ state }) => state === 'running');
  await ask('jobs.cancel', { jobId: running!.id });
  expect((await endless).state).toBe('cancelled');
  // What was learnt until then is kept, and the run can go on.
  expect(['ready', 'interrupted']).toContain((await ask('models.get', { modelId: running!.modelId! })).state);
}

/** What steers a model: every question and answer of it that has arrays, unions or nulls in it. */
async function steer({ transport }: Scenario, modelId: string, projectionId: string): Promise<void> {
  const { ask, heard } = checked(transport);
  const statistics = await ask('latent.statistics', { modelId });
  expect([statistics.mean.length, [...statistics.order].sort()]).toEqual([4, [0, 1, 2, 3]]);
  expect(statistics.kl).toHaveLength(4);
  const { codes } = await ask('latent.path', { modelId, indices: [0, 5], steps: 2 });
  const looped = await ask('latent.pathOfCodes', { modelId, codes, steps: 4, easing: 'in-out', loop: true });
  expect(looped.pictures.count).toBe(6);
  const { nearest } = await ask('latent.sample', { modelId, count: 3, around: codes.values.slice(0, 4) });
  expect(nearest!.indices).toHaveLength(3);
  const walk = await ask('latent.walk', { projectionId, points: Float32Array.of(0, 0, 1e6, 1e6) });
  expect(walk.pictures.count).toBe(2);
  expect(walk.confidence[1]).toBeLessThan(1e-6);

  const mask = new Uint8Array(SIDE * SIDE).fill(1, 0, SIDE * 8);
  const repaired = await ask('latent.repair', { modelId, index: 0, mask });
  expect([repaired.pictures.count, repaired.code.length]).toEqual([3, 4]);
  await expect(transport.call('latent.repair', { modelId, index: 0 })).rejects.toMatchObject({
    code: 'bad-request',
  });

  const attribute = await ask('attributes.create', { modelId, name: 'size', positive: { label: 'large' } });
  expect(attribute).toMatchObject({
    images: { positive: IMAGES / 2, negative: IMAGES / 2 },
    outdated: false,
  });
  const other = await ask('attributes.create', {
    ...{ modelId, name: 'first', positive: { images: [0, 1, 2, 3] }, negative: { images: [9, 10, 11] } },
    against: [attribute.id],
  });
  const along = other.vector.reduce((sum, value, d) => sum + value * attribute.vector[d]!, 0);
  expect(Math.abs(along)).toBeLessThan(1e-4);
  const plain = await ask('attributes.orthogonalise', { attributeId: other.id, against: [] });
  expect(plain).toMatchObject({ name: 'first', against: [] });
  await ask('attributes.rename', { attributeId: other.id, name: 'early' });
  await ask('attributes.remove', { attributeId: attribute.id });
  expect((await ask('attributes.list', { modelId })).map(({ name }) => name)).toEqual(['early']);
  expect(heard('library').some(({ changed }) => changed === 'attributes')).toBe(true);
}

/** A transport whose every answer and event is parsed by the contract's schema. */
export function checked(transport: Transport) {
  const payloads = new Map<EventName, unknown[]>();
  for (const event of Object.keys(events) as EventName[]) {
    const heard: unknown[] = [];
    payloads.set(event, heard);
    transport.on(event, (payload) => heard.push(events[event].parse(payload)));
  }
  const ask = async <M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> =>
    methods[method].result.parse(await transport.call(method, params)) as Result<M>;
  const heard = <E extends EventName>(event: E) => payloads.get(event) as z.output<(typeof events)[E]>[];

  /** Starts a job and gives its last record. */
  const runJob = async (start: () => Promise<{ jobId: string }>): Promise<JobRecord> => {
    const { jobId } = await start();
    const last = () => heard('job').findLast(({ id }) => id === jobId);
    await vi.waitFor(() => expect(isOver(last()?.state ?? 'queued')).toBe(true), {
      timeout: 60_000,
      interval: 20,
    });
    const record = last()!;
    if (record.state === 'failed')
      throw new Error(`${record.title}: ${record.error!.message}\n${record.error!.stack}`);
    return record;
  };
  return { ask, heard, runJob };
}
