import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { EngineProcess } from '../../../src/engine/host/engine-process.ts';
import type { Events } from '../../../src/shared/contract.ts';
import { BYTES } from '../../contract/fake-engine.ts';
import { isRunning, KILLED } from '../jobs/fixtures/start.ts';

const entry = fileURLToPath(new URL('../../contract/fake-engine-process.ts', import.meta.url));
const library = mkdtempSync(join(tmpdir(), 'morphospace-host-'));
let engine: EngineProcess | undefined;

afterEach(async () => {
  await engine?.close();
  engine = undefined;
});
afterAll(() => rmSync(library, { recursive: true, force: true }));

async function start() {
  engine = await EngineProcess.start({ library, entry });
  const states: Events['engine'][] = [];
  engine.on('engine', (event) => states.push(event));
  const pid = async () => (await engine!.call('app.status', {})).engineProcess;
  const becomes = (state: Events['engine']['state']) =>
    vi.waitFor(() => expect(states.at(-1)?.state).toBe(state), { timeout: 20_000 });
  return { engine, states, pid, becomes };
}

const failure = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

describe('the engine in a process of its own', () => {
  test('answers calls with typed arrays, errors and resources', async () => {
    const { engine, pid } = await start();
    expect(await pid()).not.toBe(process.pid);
    expect(await engine.call('latent.encode', { modelId: 'm', indices: [4] })).toEqual({
      rows: 1,
      dimensions: 2,
      values: new Float32Array([4, NaN]),
    });
    expect(await failure(engine.call('datasets.get', { datasetId: 'x' }))).toMatchObject({
      code: 'no-such-dataset',
    });
    const { status, body } = await engine.resource({ path: '/data/bytes', range: { start: 10, end: 12 } });
    expect([status, ...body]).toEqual([206, ...BYTES.subarray(10, 13)]);
  });

  test('sends its events to listeners until they are removed', async () => {
    const { engine } = await start();
    const heard: string[] = [];
    const remove = engine.on('job', ({ id }) => heard.push(id));
    await engine.call('models.embed', { modelId: 'one' });
    remove();
    await engine.call('models.embed', { modelId: 'two' });
    expect(heard).toEqual(['one']);
  });

  test('ends when it is closed', async () => {
    const { engine, pid } = await start();
    const id = await pid();
    await engine.close();
    expect(isRunning(id)).toBe(false);
    expect(await failure(engine.call('datasets.list', {}))).toMatchObject({ code: 'engine-died' });
  });

  test('says why it does not start', async () => {
    const refused = EngineProcess.start({ library: join(library, 'locked'), entry });
    expect(await failure(refused)).toMatchObject({ code: 'library-locked', advice: 'Close the other one.' });
    const broken = EngineProcess.start({ library: join(library, 'broken'), entry });
    expect(await failure(broken)).toMatchObject({
      code: 'engine-died',
      message: expect.stringMatching(/crashed|ended/) as string,
    });
  });
});

describe('an engine that is killed while a job runs', () => {
  test('rejects pending calls, announces the job as failed, and is started again', async () => {
    const { engine, states, pid, becomes } = await start();
    const jobs: Events['job'][] = [];
    engine.on('job', (job) => jobs.push(job));
    await engine.call('models.embed', { modelId: 'long' });
    const pending = failure(engine.call('models.list', {}));
    const first = await pid();

    process.kill(first, 'SIGKILL');

    expect(await pending).toMatchObject({
      code: 'engine-died',
      message: `The engine, which does all the work, ${KILLED}.`,
      advice: expect.stringContaining('training can be resumed') as string,
    });
    await becomes('ready');
    expect(states.map(({ state }) => state)).toEqual(['restarting', 'ready']);
    expect(states[1]!.message).toContain(KILLED);
    expect(jobs.at(-1)).toMatchObject({ id: 'long', state: 'failed', error: { code: 'engine-died' } });
    expect(await pid()).not.toBe(first);
  });

  test('a call made meanwhile waits for the new engine', async () => {
    const { engine, pid, becomes } = await start();
    process.kill(await pid(), 'SIGKILL');
    await becomes('restarting');
    expect(await engine.call('datasets.list', {})).toEqual([]);
  });

  test('again and again is given up with a reason, until the person asks again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const { engine, states, pid, becomes } = await start();
      for (let death = 1; death <= 4; death++) {
        process.kill(await pid(), 'SIGKILL');
        await becomes('restarting');
        await becomes('ready');
      }
      process.kill(await pid(), 'SIGKILL');
      await becomes('failed');
      expect(states.at(-1)!.message).toContain(KILLED);
      expect(await failure(engine.call('datasets.list', {}))).toMatchObject({ code: 'engine-died' });

      expect(await engine.call('app.status', {})).toMatchObject({ library });
      await becomes('ready');
    } finally {
      vi.useRealTimers();
    }
  });
});
