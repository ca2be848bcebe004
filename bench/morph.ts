/**
 * The generative side on the sample faces, through the engine as everybody asks it: the first picture after a click, a morph as a file,
 * walking on a map, filling in a hidden part, and memory over thousands of decodes.
 * npm run bench -- morph [--frames 240] [--decodes 10000] [--rows 100000] [--json]
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MapWalk } from '../src/engine/latent/walk.ts';
import { Random } from '../src/engine/models/random.ts';
import { createEngine, type Engine } from '../src/engine/service/engine.ts';
import { sampleSetResultSchema } from '../src/shared/job-results.ts';
import { isOver, type JobRecord } from '../src/shared/jobs.ts';
import { clusteredCodes } from './data/codes.ts';

const { values: options } = parseArgs({
  options: {
    frames: { type: 'string', default: '240' },
    decodes: { type: 'string', default: '10000' },
    rows: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false },
  },
});

const library = await mkdtemp(join(tmpdir(), 'bench-morph-'));
const engine = await createEngine({ library });
try {
  const measured = await measure(engine);
  if (options.json) console.log(JSON.stringify(measured));
  else for (const [name, value] of Object.entries(measured)) console.log(`${name}: ${value}`);
} finally {
  await engine.close();
  await rm(library, { recursive: true, force: true });
}

async function measure(engine: Engine) {
  const { result } = await runJob(engine, () => engine.call('datasets.addSample', {}));
  const { modelId, projectionId } = sampleSetResultSchema.parse(result);

  // As a person meets it: the program is open, the model was not yet asked for.
  const firstPicture = await milliseconds(() =>
    engine.call('latent.path', { modelId, indices: [0, 1], steps: 2 }),
  );
  const codes = await engine.call('latent.encode', { modelId, indices: [0] });
  const pictureAfterClick = await median(30, () => engine.call('latent.decode', { modelId, codes }));
  const sixty = await engine.call('latent.path', { modelId, indices: [0, 1], steps: 60 });
  const scrubbing =
    (await median(5, () => engine.call('latent.decode', { modelId, codes: sixty.codes }))) / 60;

  const exports: Record<string, number> = {};
  for (const ending of ['webp', 'gif', 'png']) {
    const seconds = await milliseconds(() =>
      runJob(engine, () =>
        engine.call('latent.exportMorph', {
          ...{ modelId, images: [0, 500, 1000], steps: Number(options.frames) / 2 },
          ...{ loop: true, out: join(library, `morph.${ending}`) },
        }),
      ),
    );
    exports[`${ending} of ${options.frames} frames, s`] = round(seconds / 1000);
  }

  const points = Float32Array.of(0, 0);
  await engine.call('latent.walk', { projectionId: projectionId!, points });
  const walkStep = await median(30, () =>
    engine.call('latent.walk', { projectionId: projectionId!, points: points.map((v) => v + 0.01) }),
  );
  const mask = new Uint8Array(64 * 64).map((_, at) => (at % 64 >= 32 && at >= 32 * 64 ? 1 : 0));
  const repair = await median(3, () => engine.call('latent.repair', { modelId, index: 7, mask }));

  return {
    'first picture of a model that was not open, ms': round(firstPicture),
    'picture after a click, ms': round(pictureAfterClick),
    'a frame while scrubbing, ms': round(scrubbing),
    ...exports,
    'a step on the map of the sample faces, ms': round(walkStep),
    [`codes for a step among ${options.rows} images, ms`]: round(walkAmongMany()),
    'filling in a quarter, ms': round(repair),
    ...(await memory(engine, modelId)),
  };
}

/** Mean time for a point; the index is built before. */
function walkAmongMany(): number {
  const rows = Number(options.rows);
  const random = new Random(1);
  const coordinates = random.fillNormal(new Float32Array(rows * 2));
  const walk = new MapWalk(coordinates, clusteredCodes(rows, 64));
  const steps = 200;
  const started = performance.now();
  for (let step = 0; step < steps; step++) walk.at(Float32Array.of(step / steps, -step / steps));
  return (performance.now() - started) / steps;
}

/** Of the process that decodes, after the first thousand and at the end. */
async function memory(engine: Engine, modelId: string) {
  const decodes = Number(options.decodes);
  const codes = await engine.call('latent.encode', {
    modelId,
    indices: Array.from({ length: 10 }, (_, i) => i),
  });
  const early = Math.min(1000, decodes / 2);
  let before = 0;
  for (let done = 0; done < decodes; done += codes.rows) {
    if (done === early) before = await workerMegabytes();
    await engine.call('latent.decode', { modelId, codes });
  }
  return {
    [`memory after ${early} decodes, MB`]: before,
    [`memory after ${decodes} decodes, MB`]: await workerMegabytes(),
  };
}

/** Resident memory of the child processes of this one; NaN where there is no /proc to read it from. */
async function workerMegabytes(): Promise<number> {
  let pages = 0;
  try {
    for (const entry of await readdir('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      const stat = statusOf(entry);
      if (stat?.parent === process.pid) pages += stat.kilobytes;
    }
    return Math.round(pages / 1024);
  } catch {
    return NaN;
  }
}

function statusOf(pid: string): { parent: number; kilobytes: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return {
      parent: Number(/^PPid:\s+(\d+)/m.exec(text)?.[1]),
      kilobytes: Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0),
    };
  } catch {
    return null; // It has ended meanwhile.
  }
}

async function runJob(engine: Engine, start: () => Promise<{ jobId: string }>): Promise<JobRecord> {
  const ended = new Map<string, JobRecord>();
  let look = () => {};
  const stop = engine.on('job', (job) => {
    if (isOver(job.state)) ended.set(job.id, job);
    look();
  });
  const { jobId } = await start();
  await new Promise<void>((resolve) => {
    look = () => ended.has(jobId) && resolve();
    look();
  });
  stop();
  const job = ended.get(jobId)!;
  if (job.error) throw new Error(job.error.message);
  return job;
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function median(times: number, work: () => Promise<unknown>): Promise<number> {
  const measured: number[] = [];
  for (let time = 0; time < times; time++) measured.push(await milliseconds(work));
  return measured.sort((a, b) => a - b)[Math.floor(times / 2)]!;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
