import { afterEach, beforeEach, expect, test } from 'vitest';
import { useConnection } from '../../../src/renderer/stores/connection.ts';
import { useDatasets } from '../../../src/renderer/stores/datasets.ts';
import { useJobs } from '../../../src/renderer/stores/jobs.ts';
import { shelves } from '../fake-shelves.ts';
import { startStores, type Running } from './with-engine.ts';

let running: Running;
beforeEach(() => (running = startStores(shelves.untrained())));
afterEach(() => running.stop());

test('a job is listed while it runs and announced when it is done', async () => {
  const jobs = useJobs();
  const datasets = useDatasets();
  await running.ready();
  const { jobId } = await datasets.startImport({ paths: ['/tmp/faces'], name: 'Faces' });
  expect(jobs.running.map(({ id }) => id)).toEqual([jobId]);
  const job = await jobs.ended(jobId);
  expect(job.state).toBe('done');
  expect(jobs.running).toEqual([]);
  await expect(jobs.ended(jobId)).resolves.toMatchObject({ id: jobId, state: 'done' });
});

test('a cancelled job ends as cancelled', async () => {
  const jobs = useJobs();
  await running.ready();
  const { jobId } = await useDatasets().startImport({ paths: ['/tmp/faces'] });
  await jobs.cancel(jobId);
  expect((await jobs.ended(jobId)).state).toBe('cancelled');
});

test('jobs that ended before this window opened are no news', async () => {
  const { jobId } = await running.engine.call('datasets.addSample', {});
  await expect.poll(() => running.engine.state.jobs.get(jobId)?.record.state).toBe('done');
  const jobs = useJobs();
  const news: string[] = [];
  jobs.onEnd(({ id }) => news.push(id));
  await running.ready();
  expect(jobs.get(jobId)?.state).toBe('done');
  expect(news).toEqual([]);
});

test('a job that the restarted engine does not know has failed, with what to do', async () => {
  const jobs = useJobs();
  const connection = useConnection();
  await running.ready();
  const { jobId } = await running.engine.call('models.train', { datasetId: 'portraits', options: {} });
  const ended = jobs.ended(jobId);
  running.engine.emit('engine', { state: 'restarting', message: '' });
  expect(connection.ready).toBe(false);
  running.engine.state.jobs.clear();
  running.engine.emit('engine', { state: 'ready', message: '' });
  const job = await ended;
  expect(job.state).toBe('failed');
  expect(job.error).toMatchObject({ code: 'engine-restarted' });
  expect(job.error!.advice).toContain('checkpoint');
});
