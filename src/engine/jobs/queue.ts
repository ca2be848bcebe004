/**
 * Jobs: each in a worker process of its own, with a record that everybody can see.
 *
 * Heavy jobs (import, train, embed, project, …) go one at a time: each uses every core and a large part of the memory, so
 * that two at once would both end later, and would spoil each other's timing of devices. Light ones (export, pictures to
 * files), which take seconds, run beside them, two at a time, so that nobody waits for a training to end to save a picture.
 */
import { randomUUID } from 'node:crypto';
import {
  cancelledError,
  type ErrorRecord,
  isCancelled,
  MorphospaceError,
  toErrorRecord,
} from '../../shared/errors.ts';
import { isOver, type JobKind, type JobRecord } from '../../shared/jobs.ts';
import type { Progress } from '../../shared/progress.ts';
import type { TaskInput, TaskName, TaskRegistry, TaskResult } from './task.ts';
import type { Tasks } from './tasks.ts';
import { type Throttled, throttled } from './throttle.ts';
import type { WorkerProcess } from './worker-process.ts';
import { type Emit } from './worker-process.ts';

const LIGHT_KINDS: ReadonlySet<JobKind> = new Set(['export', 'sample', 'morph']);
const HEAVY_AT_ONCE = 1;
const LIGHT_AT_ONCE = 2;
const PROGRESS_INTERVAL_MS = 100;
const CANCEL_GRACE_MS = 5000;

export interface QueueOptions<T extends TaskRegistry> {
  startWorker: () => WorkerProcess<T>;
  /** Gets the `job` events and whatever the tasks send. */
  emit: Emit;
}

export interface JobRequest<T extends TaskRegistry, N extends TaskName<T>> {
  kind: JobKind;
  title: string;
  task: N;
  input: TaskInput<T, N>;
  datasetId?: string;
  modelId?: string;
  projectionId?: string;
  /** Makes of the task's result what the record shows as `result`; throwing makes the job fail. Before the job counts as done. */
  complete?: (result: TaskResult<T, N>) => unknown;
  /** Sets right what a failed, cancelled or killed job has left. Before the job counts as over. */
  abandon?: (error: ErrorRecord) => void;
  /** Replaces the advice of `worker-died`: what a person does when the process of this job was killed. */
  adviceOnDeath?: string;
}

interface Job {
  record: JobRecord;
  controller: AbortController;
  run: (job: Job) => Promise<void>;
  over: Promise<JobRecord>;
  resolveOver: (record: JobRecord) => void;
  announce: Throttled<Progress>;
}

export class JobQueue<T extends TaskRegistry = Tasks> {
  readonly #startWorker: () => WorkerProcess<T>;
  readonly #emit: Emit;
  readonly #jobs = new Map<string, Job>();

  constructor({ startWorker, emit }: QueueOptions<T>) {
    this.#startWorker = startWorker;
    this.#emit = emit;
  }

  /** All jobs that were not dismissed, oldest first. */
  list(): JobRecord[] {
    return [...this.#jobs.values()].map(({ record }) => record);
  }

  start<N extends TaskName<T>>(request: JobRequest<T, N>): JobRecord {
    const { promise: over, resolve: resolveOver } = Promise.withResolvers<JobRecord>();
    const job: Job = {
      record: newRecord(request),
      controller: new AbortController(),
      run: (running) => this.#run(running, request),
      over,
      resolveOver,
      announce: throttled((progress) => this.#update(job, { progress }), PROGRESS_INTERVAL_MS),
    };
    this.#jobs.set(job.record.id, job);
    this.#update(job, {});
    this.#startNext();
    return job.record;
  }

  /** The record of a job when it is over. */
  finished(jobId: string): Promise<JobRecord> {
    return this.#find(jobId).over;
  }

  /** Asks a job to stop; five seconds later its process is killed. Returns at once. */
  cancel(jobId: string): void {
    const job = this.#find(jobId);
    if (job.record.state === 'queued') this.#end(job, { state: 'cancelled' });
    if (job.record.state !== 'running') return;
    this.#update(job, { state: 'cancelling' });
    job.controller.abort();
  }

  /** Forgets a job that is over. */
  dismiss(jobId: string): void {
    const job = this.#find(jobId);
    if (!isOver(job.record.state))
      throw new MorphospaceError('job-running', `${job.record.title} is still running.`, 'Cancel it first.');
    this.#jobs.delete(jobId);
  }

  /** Cancels everything and waits until it is over. */
  async close(): Promise<void> {
    const running = [...this.#jobs.values()];
    for (const { record } of running) this.cancel(record.id);
    await Promise.all(running.map(({ over }) => over));
  }

  #find(jobId: string): Job {
    const job = this.#jobs.get(jobId);
    if (job === undefined)
      throw new MorphospaceError('no-such-job', `There is no job ${jobId}.`, 'It may have been dismissed.');
    return job;
  }

  #startNext(): void {
    const jobs = [...this.#jobs.values()];
    for (const light of [false, true]) {
      const lane = jobs.filter(({ record }) => LIGHT_KINDS.has(record.kind) === light);
      const running = lane.filter(
        ({ record }) => record.state === 'running' || record.state === 'cancelling',
      );
      const free = (light ? LIGHT_AT_ONCE : HEAVY_AT_ONCE) - running.length;
      for (const job of lane.filter(({ record }) => record.state === 'queued').slice(0, Math.max(0, free))) {
        this.#update(job, { state: 'running', started: now() });
        void job.run(job).finally(() => this.#startNext());
      }
    }
  }

  async #run<N extends TaskName<T>>(job: Job, request: JobRequest<T, N>): Promise<void> {
    const { signal } = job.controller;
    let worker: WorkerProcess<T> | undefined;
    let deadline: NodeJS.Timeout | undefined;
    signal.addEventListener('abort', () => {
      deadline = setTimeout(() => void worker?.kill(), CANCEL_GRACE_MS);
    });
    try {
      worker = this.#startWorker();
      const options = { signal, onProgress: job.announce, onEvent: this.#emit };
      const value = await worker.call(request.task, request.input, options);
      const result = request.complete === undefined ? value : await request.complete(value);
      this.#end(job, { state: 'done', result });
    } catch (thrown) {
      // Whatever a job throws while it is being stopped, a kill included, is the stopping.
      const error = signal.aborted ? cancelledError() : thrown;
      const record = withAdvice(toErrorRecord(error), request.adviceOnDeath);
      request.abandon?.(record);
      if (isCancelled(error)) this.#end(job, { state: 'cancelled' });
      else this.#end(job, { state: 'failed', error: record });
    } finally {
      clearTimeout(deadline);
      await worker?.close();
    }
  }

  #end(job: Job, change: Partial<JobRecord>): void {
    job.announce.flush();
    this.#update(job, { ...change, ended: now() });
    job.announce.cancel();
    job.resolveOver(job.record);
  }

  /** Records are replaced, never changed, so that whoever holds one holds a moment. */
  #update(job: Job, change: Partial<JobRecord>): void {
    job.record = { ...job.record, ...change };
    this.#emit('job', job.record);
  }
}

function newRecord(request: Pick<JobRecord, 'kind' | 'title'> & Partial<JobRecord>): JobRecord {
  return {
    id: randomUUID(),
    kind: request.kind,
    title: request.title,
    state: 'queued',
    datasetId: request.datasetId ?? null,
    modelId: request.modelId ?? null,
    projectionId: request.projectionId ?? null,
    created: now(),
    started: null,
    ended: null,
    progress: null,
    error: null,
    result: null,
  };
}

function withAdvice(error: ErrorRecord, adviceOnDeath: string | undefined): ErrorRecord {
  return error.code === 'worker-died' && adviceOnDeath !== undefined
    ? { ...error, advice: adviceOnDeath }
    : error;
}

function now(): string {
  return new Date().toISOString();
}
