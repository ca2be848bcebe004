/** The real engine and a real training, killed from outside: the person is told, nothing is lost, the training goes on. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { EngineProcess } from '../../src/engine/host/engine-process.ts';
import { importResultSchema, trainResultSchema } from '../../src/shared/job-results.ts';
import type { JobRecord } from '../../src/shared/jobs.ts';
import type { TrainingOptions } from '../../src/shared/models.ts';
import { writeDiscs } from '../cli/pictures.ts';
import { isRunning } from '../engine/jobs/fixtures/start.ts';
import { checked } from './scenario.ts';

const long: TrainingOptions = {
  family: 'autoencoder',
  size: 32,
  latent: 4,
  channels: [8, 8, 8],
  batch: 16,
  epochs: 100_000,
  patience: 0,
  seed: 1,
  device: 'cpu',
};

// Windows has no pgrep, and tells a kill by an exit code.
describe.skipIf(process.platform === 'win32')('a training', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'morphospace-killed-'));
  let engine: EngineProcess;
  let datasetId: string;
  let client: ReturnType<typeof checked>;

  beforeAll(async () => {
    await writeDiscs(join(folder, 'pictures'), 48);
    engine = await EngineProcess.start({ library: join(folder, 'library') });
    client = checked(engine);
    const paths = [join(folder, 'pictures')];
    const imported = await client.runJob(() => client.ask('datasets.import', { paths }));
    ({ datasetId } = importResultSchema.parse(imported.result));
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Starts the long training and waits until it has a few epochs behind it. */
  async function trainForAWhile() {
    const started = await client.ask('models.train', { datasetId, options: long });
    const epochs = () => client.heard('epoch').filter(({ modelId }) => modelId === started.modelId).length;
    await expect.poll(epochs, { timeout: 60_000 }).toBeGreaterThan(3);
    return started;
  }

  const lastRecord = (jobId: string): JobRecord | undefined =>
    client.heard('job').findLast(({ id }) => id === jobId);
  const childrenOf = (pid: number) =>
    execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);

  /** Goes on with it for a few epochs more than it has. */
  async function resumesFromItsCheckpoint(modelId: string) {
    const interrupted = await client.ask('models.get', { modelId });
    expect(interrupted.state).toBe('interrupted');
    expect(interrupted.epochs).toBeGreaterThan(0);
    const epochs = interrupted.epochs + 3;
    const resumed = await client.runJob(() => client.ask('models.resume', { modelId, epochs }));
    expect(trainResultSchema.parse(resumed.result).epochs).toBe(epochs);
    expect(await client.ask('models.get', { modelId })).toMatchObject({ state: 'ready', epochs });
    const history = await client.ask('models.history', { modelId });
    expect(history.map(({ epoch }) => epoch)).toEqual(
      Array.from({ length: epochs }, (_, index) => index + 1),
    );
  }

  test('whose worker is killed has failed in words, and resumes from its checkpoint', async () => {
    const { jobId, modelId } = await trainForAWhile();
    const { engineProcess } = await client.ask('app.status', {});
    for (const worker of childrenOf(engineProcess)) process.kill(worker, 'SIGKILL');
    await vi.waitFor(() => expect(lastRecord(jobId)?.state).toBe('failed'), { timeout: 5000 });
    expect(lastRecord(jobId)!.error).toMatchObject({
      code: 'worker-died',
      message: expect.stringContaining('SIGKILL') as string,
      advice: expect.stringMatching(/resume/i) as string,
    });
    expect((await client.ask('app.status', {})).engineProcess).toBe(engineProcess);
    await resumesFromItsCheckpoint(modelId);
  });

  test('whose engine is killed has failed in words, and resumes under the next engine', async () => {
    const { jobId, modelId } = await trainForAWhile();
    const { engineProcess } = await client.ask('app.status', {});
    const workers = childrenOf(engineProcess);
    process.kill(engineProcess, 'SIGKILL');
    await vi.waitFor(() => expect(lastRecord(jobId)?.state).toBe('failed'), { timeout: 5000 });
    expect(lastRecord(jobId)!.error).toMatchObject({
      code: 'engine-died',
      message: expect.stringContaining('SIGKILL') as string,
      advice: expect.stringMatching(/resume/i) as string,
    });
    expect((await client.ask('app.status', {})).engineProcess).not.toBe(engineProcess);
    expect(client.heard('engine').map(({ state }) => state)).toEqual(['restarting', 'ready']);
    await vi.waitFor(() => expect(workers.filter(isRunning)).toEqual([]), { timeout: 10_000 });
    await resumesFromItsCheckpoint(modelId);
  });
});
