/**
 * A worker process as the engine sees it. A job has one of its own, so that a crash of a native library, or a kill, ends that
 * job and nothing else; the explorer keeps one warm for questions that need an answer at once.
 */
import type { EventName, Events } from '../../shared/contract.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ReportProgress } from '../../shared/progress.ts';
import { entryOf, type Exit, NodeProcess } from './node-process.ts';
import type { TaskInput, TaskName, TaskRegistry, TaskResult } from './task.ts';
import type { Tasks } from './tasks.ts';

const CLOSE_GRACE_MS = 1000;

/** Passes an event of the contract on. */
export type Emit = <E extends EventName>(event: E, payload: Events[E]) => void;

export interface TaskCallOptions {
  onProgress?: ReportProgress;
  onEvent?: Emit;
  /** Asks the task to stop. Whoever wants it killed when it does not listen calls `kill()`. */
  signal?: AbortSignal;
}

export interface WorkerOptions {
  /** The library's folder. */
  library: string;
  /** File of the worker program; the application's own by default. */
  entry?: string;
}

export class WorkerProcess<T extends TaskRegistry = Tasks> {
  readonly #process: NodeProcess;

  /** @throws MorphospaceError `no-node`. */
  constructor({ library, entry = entryOf('worker') }: WorkerOptions) {
    this.#process = new NodeProcess({ entry, library, deathError: workerDied });
  }

  get processId(): number | undefined {
    return this.#process.id;
  }

  /** False once the process has ended; a new one is needed then. */
  get alive(): boolean {
    return this.#process.alive;
  }

  /**
   * Runs a task. Several may run at once.
   *
   * @throws MorphospaceError what the task threw, or `worker-died`.
   */
  async call<N extends TaskName<T>>(
    task: N,
    input: TaskInput<T, N>,
    { onProgress, onEvent, signal }: TaskCallOptions = {},
  ): Promise<TaskResult<T, N>> {
    const result = await this.#process.channel.call(task, input, {
      onProgress,
      signal,
      // Tasks send events of the contract only (TaskContext).
      onEvent: (event, payload) => onEvent?.(event as EventName, payload as Events[EventName]),
    });
    return result as TaskResult<T, N>;
  }

  /** Ends the process; what it still does is given up. */
  close(): Promise<void> {
    return this.#process.close(CLOSE_GRACE_MS);
  }

  kill(): Promise<void> {
    return this.#process.kill();
  }
}

function workerDied({ how, lastWords }: Exit): MorphospaceError {
  const error = new MorphospaceError(
    'worker-died',
    `The process that did this work ${how}.`,
    how.includes('SIGKILL')
      ? 'Most often the memory had run out: close other programs, or choose smaller images or batches, and start it again.'
      : 'Start it again; if it ends the same way, run "morphospace doctor" and report what it says.',
  );
  if (lastWords !== '') error.stack = `${error.message}\n${lastWords}`;
  return error;
}
