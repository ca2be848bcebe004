import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { JobQueue } from '../../../src/engine/jobs/queue.ts';
import type { WorkerProcess } from '../../../src/engine/jobs/worker-process.ts';
import type { ErrorRecord } from '../../../src/shared/errors.ts';
import { jobRecordSchema, type JobRecord } from '../../../src/shared/jobs.ts';
import { isRunning, KILLED, library, startTestWorker } from './fixtures/start.ts';
import type { TestTasks } from './fixtures/tasks.ts';

let queue: JobQueue<TestTasks>;
let workers: WorkerProcess<TestTasks>[];
let announced: JobRecord[];
let otherEvents: unknown[];

beforeEach(() => {
  workers = [];
  announced = [];
  otherEvents = [];
  queue = new JobQueue<TestTasks>({
    startWorker: () => {
      const worker = startTestWorker();
      workers.push(worker);
      return worker;
    },
    emit: (event, payload) => {
      if (event === 'job') announced.push(jobRecordSchema.parse(payload));
      else otherEvents.push(payload);
    },
  });
});
afterEach(() => Promise.all(workers.map((worker) => worker.kill())));
afterAll(() => rmSync(library, { recursive: true, force: true }));

const counting = (to: number, milliseconds: number) =>
  queue.start({ kind: 'train', title: 'Count', task: 'count', input: { to, milliseconds } });

/** Waits for the first announcement that fits. */
const until = (fits: (record: JobRecord) => boolean) =>
  vi.waitFor(() => expect(announced.some(fits)).toBe(true), { timeout: 5000, interval: 5 });

describe('a job', () => {
  test('is queued, runs, shows progress, passes events on and is done with its result', async () => {
    const { id } = counting(3, 10);
    const record = await queue.finished(id);
    expect(record).toMatchObject({ id, state: 'done', result: 3, error: null });
    expect([...new Set(announced.map(({ state }) => state))]).toEqual(['queued', 'running', 'done']);
    expect(announced.at(-1)).toEqual(record);
    expect(record.progress).toEqual({ title: 'Counting', value: 1 });
    expect(otherEvents).toHaveLength(3);
    expect(queue.list()).toEqual([record]);
  });

  test('runs in a process of its own, which is gone afterwards', async () => {
    const { id } = queue.start({ kind: 'embed', title: 'Where', task: 'whereAmI', input: null });
    const { pid } = (await queue.finished(id)).result as { pid: number };
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
  });

  test('announces progress at most ten times a second', async () => {
    const began = Date.now();
    await queue.finished(counting(200, 2).id);
    const announcements = announced.filter(({ progress }) => progress !== null).length;
    expect(announcements).toBeLessThanOrEqual((Date.now() - began) / 100 + 2);
    expect(announcements).toBeGreaterThan(2);
  });

  test('shows what "complete" makes of the result, and fails when that throws', async () => {
    const start = (complete: (result: number) => unknown) =>
      queue.start({
        kind: 'train',
        title: 'Count',
        task: 'count',
        input: { to: 1, milliseconds: 1 },
        complete,
      });
    const good = start((result) => ({ counted: result }));
    const bad = start(() => {
      throw new Error('The record could not be written.');
    });
    expect(await queue.finished(good.id)).toMatchObject({ state: 'done', result: { counted: 1 } });
    expect(await queue.finished(bad.id)).toMatchObject({
      state: 'failed',
      error: { message: 'The record could not be written.' },
    });
  });

  test('that throws fails with the error of the task, and "abandon" may set things right', async () => {
    const abandoned: ErrorRecord[] = [];
    const { id } = queue.start({
      kind: 'train',
      title: 'Refuse',
      task: 'refuse',
      input: { code: 'too-few-images' },
      abandon: (error) => void abandoned.push(error),
    });
    const record = await queue.finished(id);
    expect(record).toMatchObject({ state: 'failed', error: { code: 'too-few-images' } });
    expect(abandoned).toEqual([record.error]);
  });

  test('whose process is killed from outside fails with a clear error and its own advice', async () => {
    const { id } = queue.start({
      kind: 'train',
      title: 'Count',
      task: 'count',
      input: { to: 1000, milliseconds: 20 },
      adviceOnDeath: 'Resume the training from its last checkpoint.',
    });
    await until(({ progress }) => progress !== null);
    process.kill(workers[0]!.processId!, 'SIGKILL');
    expect(await queue.finished(id)).toMatchObject({
      state: 'failed',
      error: {
        code: 'worker-died',
        message: `The process that did this work ${KILLED}.`,
        advice: 'Resume the training from its last checkpoint.',
      },
    });
  });
});

describe('cancelling', () => {
  test('lets a job that listens stop by itself', async () => {
    const { id } = counting(1000, 20);
    await until(({ progress }) => progress !== null);
    queue.cancel(id);
    expect(queue.list()[0]!.state).toBe('cancelling');
    const began = Date.now();
    expect(await queue.finished(id)).toMatchObject({ state: 'cancelled', error: null });
    expect(Date.now() - began).toBeLessThan(2000);
  });

  test.each(['ignoreCancel', 'block'] as const)(
    'kills a job that does not listen (%s) after five seconds',
    async (task) => {
      const codes: string[] = [];
      const { id } = queue.start({
        kind: 'train',
        title: 'Deaf',
        task,
        input: null,
        abandon: ({ code }) => void codes.push(code),
      });
      await until(({ state }) => state === 'running');
      const pid = workers[0]!.processId!;
      const began = Date.now();
      queue.cancel(id);
      expect(await queue.finished(id)).toMatchObject({ state: 'cancelled', error: null });
      expect(Date.now() - began).toBeGreaterThan(4900);
      expect(Date.now() - began).toBeLessThan(7000);
      expect(codes).toEqual(['cancelled']);
      await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
    },
  );

  test('takes a waiting job out before it starts', async () => {
    const first = counting(20, 10);
    const second = counting(20, 10);
    queue.cancel(second.id);
    expect(await queue.finished(second.id)).toMatchObject({ state: 'cancelled', started: null });
    expect(await queue.finished(first.id)).toMatchObject({ state: 'done' });
    expect(workers).toHaveLength(1);
  });

  test('of everything is how the queue closes', async () => {
    const ids = [counting(1000, 10).id, counting(1000, 10).id];
    await until(({ state }) => state === 'running');
    await queue.close();
    expect(queue.list().map(({ id, state }) => [id, state])).toEqual(ids.map((id) => [id, 'cancelled']));
  });
});

describe('the order', () => {
  test('heavy jobs go one at a time, in the order they came', async () => {
    const jobs = [counting(5, 10), counting(5, 10), counting(5, 10)];
    const records = await Promise.all(jobs.map(({ id }) => queue.finished(id)));
    for (let next = 1; next < records.length; next++)
      expect(records[next]!.started! >= records[next - 1]!.ended!).toBe(true);
  });

  test('a light job does not wait for a heavy one', async () => {
    const heavy = counting(1000, 10);
    const light = queue.start({ kind: 'export', title: 'Export', task: 'whereAmI', input: null });
    expect(await queue.finished(light.id)).toMatchObject({ state: 'done' });
    expect(queue.list()[0]).toMatchObject({ id: heavy.id, state: 'running' });
  });
});

describe('dismissing', () => {
  test('forgets a job that is over and no other', async () => {
    const { id } = counting(1000, 10);
    expect(() => queue.dismiss(id)).toThrow('still running');
    queue.cancel(id);
    await queue.finished(id);
    queue.dismiss(id);
    expect(queue.list()).toEqual([]);
    expect(() => queue.cancel(id)).toThrow(`no job ${id}`);
  });
});
