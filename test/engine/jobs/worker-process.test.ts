import { rmSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { WorkerProcess } from '../../../src/engine/jobs/worker-process.ts';
import { isRunning, library, startTestWorker } from './fixtures/start.ts';
import type { TestTasks } from './fixtures/tasks.ts';

let worker: WorkerProcess<TestTasks>;
afterEach(() => worker.kill());
afterAll(() => rmSync(library, { recursive: true, force: true }));

const failure = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

describe('a worker process', () => {
  test('runs a task in a process of its own, on the pinned Node, with the library open', async () => {
    worker = startTestWorker();
    const answer = await worker.call('whereAmI', null);
    expect(answer).toEqual({ pid: worker.processId, title: 'morphospace-worker', library, node: 24 });
    expect(answer.pid).not.toBe(process.pid);
  });

  test('stays warm for several calls, also at once', async () => {
    worker = startTestWorker();
    const values = new Float32Array([1, 2]);
    const answers = await Promise.all([2, 3].map((by) => worker.call('scale', { values, by })));
    expect(answers).toEqual([new Float32Array([2, 4]), new Float32Array([3, 6])]);
    expect(await worker.call('whereAmI', null)).toMatchObject({ pid: worker.processId });
  });

  test('carries large arrays', async () => {
    worker = startTestWorker();
    const values = new Float32Array(3_000_000).map((_, index) => index);
    const answer = await worker.call('scale', { values, by: 2 });
    expect(answer.length).toBe(values.length);
    expect(answer.at(-1)).toBe(2 * 2_999_999);
  });

  test('passes on what a task throws, and lives on', async () => {
    worker = startTestWorker();
    expect(await failure(worker.call('refuse', { code: 'too-few-images' }))).toMatchObject({
      code: 'too-few-images',
      advice: 'Do something else.',
    });
    expect(worker.alive).toBe(true);
  });

  test('stops a task that listens to its signal', async () => {
    worker = startTestWorker();
    const controller = new AbortController();
    const call = worker.call(
      'count',
      { to: 1000, milliseconds: 20 },
      {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      },
    );
    expect(await failure(call)).toMatchObject({ code: 'cancelled' });
  });

  // Windows has no signals; there a kill is an exit code.
  test.skipIf(process.platform === 'win32').each([
    [{ signal: 'SIGKILL' as const }, 'was killed (SIGKILL)', 'memory'],
    [{ signal: 'SIGSEGV' as const }, 'crashed (SIGSEGV)', 'doctor'],
    [{ code: 7 }, 'ended (exit code 7)', 'doctor'],
  ])('says how it died: %o', async (how, message, advice) => {
    worker = startTestWorker();
    const error = await failure(worker.call('crash', how));
    expect(error).toMatchObject({
      code: 'worker-died',
      message: expect.stringContaining(message) as string,
      advice: expect.stringContaining(advice) as string,
      stack: expect.stringContaining('std::bad_alloc') as string,
    });
    expect(worker.alive).toBe(false);
    expect(await failure(worker.call('whereAmI', null))).toMatchObject({ code: 'worker-died' });
  });

  test('ends when it is closed', async () => {
    worker = startTestWorker();
    const { pid } = await worker.call('whereAmI', null);
    await worker.close();
    expect(isRunning(pid)).toBe(false);
  });
});
