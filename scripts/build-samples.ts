/**
 * Makes what the sample set ships in resources/sample-faces (docs/sample-faces.md): the pack of pictures, and a model trained on them
 * with its codes and map, by the same engine that people use.
 *
 *     npm run samples                draws the faces, trains, lays out
 *     npm run samples -- --pack      draws the faces only
 *     npm run samples -- --model     trains and lays out only
 *     npm run samples -- --measure   measures the model that ships, after a change of what is measured
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSamplePack } from '../src/engine/samples/build.ts';
import { materialiseSampleFaces } from '../src/engine/samples/materialise.ts';
import { SAMPLE_NAME } from '../src/engine/samples/sample-faces.ts';
import { createEngine, type Engine } from '../src/engine/service/engine.ts';
import { SAMPLE_MODEL_FILES } from '../src/engine/tasks/sample-set.ts';
import { evaluateResultSchema, sampleSetResultSchema } from '../src/shared/job-results.ts';
import { isOver } from '../src/shared/jobs.ts';
import { modelCardSchema, type TrainingOptions } from '../src/shared/models.ts';
import type { Progress } from '../src/shared/progress.ts';

const resources = fileURLToPath(new URL('../resources/sample-faces', import.meta.url));
/** Wider than automatic mode would choose: a first impression may take longer to make than a first try. */
const TRAINING: TrainingOptions = {
  device: 'cpu',
  size: 64,
  latent: 64,
  channels: [32, 64, 128, 128],
  epochs: 45,
  shift: 0,
  seed: 1,
};

const only = process.argv[2];
if (only === '--measure') await measureModel();
else {
  if (only !== '--model') await drawPack();
  if (only !== '--pack') await trainModel();
}

async function drawPack(): Promise<void> {
  const { file, bytes } = await buildSamplePack(resources, show);
  console.log(`\n${file}: ${(bytes / 1e6).toFixed(2)} MB`);
}

async function trainModel(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sample-faces-'));
  const engine = await createEngine({ library: join(folder, 'library') });
  try {
    const { images, factorsCsv } = await materialiseSampleFaces(join(folder, 'faces'), { resources });
    const { datasetId } = await finish(engine, () =>
      engine.call('datasets.import', { paths: [images], name: SAMPLE_NAME, labels: factorsCsv }),
    );
    const { modelId } = await finish(engine, () =>
      engine.call('models.train', { datasetId, options: TRAINING, name: 'Faces VAE' }),
    );
    const { projectionId } = await finish(engine, () =>
      engine.call('projections.create', { modelId, method: 'umap' }),
    );
    const from = join(folder, 'library');
    for (const file of SAMPLE_MODEL_FILES)
      await copyFile(join(from, 'models', modelId, file), join(resources, file));
    await copyFile(
      join(from, 'projections', projectionId, 'coordinates.npy'),
      join(resources, 'coordinates.npy'),
    );
    const map = (await engine.call('projections.list', { modelId }))[0];
    await writeFile(join(resources, 'map.json'), `${JSON.stringify(map, null, 2)}\n`);
    const { validation } = JSON.parse(await readFile(join(resources, 'model.json'), 'utf8')) as {
      validation: unknown;
    };
    console.log('\n', validation);
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureModel(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sample-faces-'));
  const engine = await createEngine({ library: join(folder, 'library') });
  try {
    const { modelId } = sampleSetResultSchema.parse(
      await resultOf(engine, (await engine.call('datasets.addSample', {})).jobId),
    );
    const { validation, warnings } = evaluateResultSchema.parse(
      await resultOf(engine, (await engine.call('models.evaluate', { modelId })).jobId),
    );
    const file = join(resources, 'model.json');
    const card = modelCardSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    await writeFile(file, `${JSON.stringify({ ...card, validation, warnings }, null, 2)}\n`);
    console.log('\n', validation, warnings);
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts a job, shows its progress and gives back what starting it gave, once it is done. */
async function finish<T extends { jobId: string }>(engine: Engine, start: () => Promise<T>): Promise<T> {
  const started = await start();
  await resultOf(engine, started.jobId);
  return started;
}

function resultOf(engine: Engine, jobId: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stop = engine.on('job', ({ id, state, progress, result, error }) => {
      if (id !== jobId) return;
      if (progress) show(progress);
      if (!isOver(state)) return;
      stop();
      if (state === 'done') resolve(result);
      else reject(new Error(error?.message ?? state));
    });
  });
}

function show({ title, value, description }: Progress): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(
    `\r\x1b[K${title} ${value === null ? '' : `${Math.round(value * 100)} %`} ${description ?? ''}`,
  );
}
