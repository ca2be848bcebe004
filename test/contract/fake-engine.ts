/**
 * A small engine for the tests of what lies around the engine: it keeps a list of datasets, runs pretended jobs, serves
 * a few bytes, and can be told to throw, to die, or to refuse to start.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine, ResourceRequest, ResourceResponse } from '../../src/engine/service/engine.ts';
import type { Events, MethodName } from '../../src/shared/contract.ts';
import { MorphospaceError } from '../../src/shared/errors.ts';
import type { JobRecord } from '../../src/shared/jobs.ts';
import { EventListeners } from '../../src/shared/wire/event-listeners.ts';

export const BYTES = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);

type Answers = Partial<Record<MethodName, (params: never) => unknown>>;

export interface FakeEngine extends Engine {
  listeners: EventListeners;
  closed: boolean;
}

export async function createFakeEngine({ library }: { library: string }): Promise<FakeEngine> {
  if (library.endsWith('locked'))
    throw new MorphospaceError('library-locked', 'The library is in use.', 'Close the other one.');
  if (library.endsWith('broken')) process.abort();

  const listeners = new EventListeners();
  const answers: Answers = {
    'app.status': () => ({ version: '0', library, engineProcess: process.pid, platform: process.platform }),
    'datasets.list': () => [],
    'datasets.get': ({ datasetId }: { datasetId: string }) => {
      throw new MorphospaceError('no-such-dataset', `There is no dataset ${datasetId}.`, 'Choose another.');
    },
    'latent.encode': ({ indices }: { indices: number[] }) => ({
      rows: indices.length,
      dimensions: 2,
      values: Float32Array.from(indices.flatMap((index) => [index, NaN])),
    }),
    'latent.encodeFile': ({ bytes }: { bytes: Uint8Array }) => ({
      rows: 1,
      dimensions: bytes.length,
      values: Float32Array.from(bytes),
    }),
    /** A job that never ends by itself. */
    'models.embed': ({ modelId }: { modelId: string }) => {
      listeners.notify('job', runningJob(modelId));
      return { jobId: modelId };
    },
    'jobs.cancel': ({ jobId }: { jobId: string }) => {
      listeners.notify('job', { ...runningJob(jobId), state: 'cancelled', ended: new Date().toISOString() });
    },
    /** Answers late, so that a test can do something meanwhile. */
    'models.list': async () => {
      await delay(60_000);
      return [];
    },
  };

  const engine: FakeEngine = {
    listeners,
    closed: false,
    async call(method, params) {
      const answer = answers[method];
      if (answer === undefined)
        throw new MorphospaceError('bad-request', `There is no method ${method}.`, 'Update Morphospace.');
      return (await answer(params as never)) as never;
    },
    on: (event, listener) => listeners.add(event, listener),
    resource: async (request) => answerBytes(request),
    async close() {
      engine.closed = true;
    },
  };
  return engine;
}

export function runningJob(id: string): JobRecord & Events['job'] {
  return {
    id,
    kind: 'train',
    title: 'Train Faces',
    state: 'running',
    datasetId: null,
    modelId: 'faces',
    projectionId: null,
    created: '2026-01-01T00:00:00.000Z',
    started: '2026-01-01T00:00:00.000Z',
    ended: null,
    progress: { title: 'Training', value: 0.5 },
    error: null,
    result: null,
  };
}

/** `/data/bytes?v=1` is versioned, `/data/bytes` is not, `/data/file` is a download; nothing else is there. */
function answerBytes({ path, range }: ResourceRequest): ResourceResponse {
  const whole: ResourceResponse = {
    status: 200,
    contentType: 'application/octet-stream',
    body: BYTES,
    total: BYTES.length,
    start: 0,
    etag: '"v1"',
    cache: path.includes('?v=') ? 'immutable' : 'revalidate',
    fileName: path.startsWith('/data/file') ? 'Zoë 1.bin' : undefined,
  };
  if (!/^\/data\/(bytes|file)/.test(path))
    return { ...whole, status: 404, body: new Uint8Array(0), total: 0 };
  if (range === undefined) return whole;
  const end = Math.min(range.end ?? BYTES.length - 1, BYTES.length - 1);
  if (range.start > end) return { ...whole, status: 416, body: new Uint8Array(0) };
  return { ...whole, status: 206, start: range.start, body: BYTES.subarray(range.start, end + 1) };
}
