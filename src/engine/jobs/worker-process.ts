/**
 * A worker process as the engine sees it. A job has one of its own, so that a crash of a native library, or a kill, ends that
 * job and nothing else; the explorer keeps one warm for questions that need an answer at once.
 */
import type { EventName, Events } from '../../shared/contract.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ReportProgress } from '../../shared/progress.ts';
import { RpcChannel } from '../../shared/wire/rpc.ts';
import { collectLastWords, describeExit } from './last-words.ts';
import { entryOf, startNode, type StartedProcess } from './node-process.ts';
import { streamConnection } from './stream-connection.ts';
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
  /** Resolves when the process has ended, however it ended. */
  readonly ended: Promise<void>;
  readonly #process: StartedProcess;
  readonly #channel: RpcChannel;
  #dead = false;

  /** @throws MorphospaceError `no-node`. */
  constructor({ library, entry = entryOf('worker') }: WorkerOptions) {
    this.#process = startNode(entry, library);
    const { child, channel } = this.#process;
    const lastWords = collectLastWords(child.stderr!);

    let death = deathOf('could not be started', '');
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => {
        death = deathOf(`could not be started (${error.message})`, '');
        channel.destroy();
        resolve();
      });
      child.once('close', (code, signal) => {
        death = deathOf(describeExit(code, signal), lastWords());
        resolve();
      });
    });
    void this.ended.then(() => {
      this.#dead = true;
    });
    // The pipe breaks a moment before the exit code is known, and the calls are told the exit code.
    const connection = streamConnection(channel);
    this.#channel = new RpcChannel(
      { ...connection, onClose: (listener) => connection.onClose(() => void this.ended.then(listener)) },
      { closedError: () => death },
    );
  }

  get processId(): number | undefined {
    return this.#process.child.pid;
  }

  /** False once the process has ended; a new one is needed then. */
  get alive(): boolean {
    return !this.#dead;
  }

  /**
   * Runs a task. Several may run at once.
   *
   * @throws MorphospaceError what the task threw, or `worker-died`.
   */
  call<N extends TaskName<T>>(
    task: N,
    input: TaskInput<T, N>,
    { onProgress, onEvent, signal }: TaskCallOptions = {},
  ): Promise<TaskResult<T, N>> {
    const result = this.#channel.call(task, input, {
      onProgress,
      signal,
      onEvent: onEvent as ((event: string, payload: unknown) => void) | undefined,
    });
    return result as Promise<TaskResult<T, N>>;
  }

  /** Lets the process end by itself; what it still does is given up. One that cannot hear is killed after a second. */
  async close(): Promise<void> {
    this.#channel.close();
    const deadline = setTimeout(() => void this.kill(), CLOSE_GRACE_MS);
    await this.ended;
    clearTimeout(deadline);
  }

  kill(): Promise<void> {
    this.#process.child.kill('SIGKILL');
    return this.ended;
  }
}

function deathOf(how: string, lastWords: string): MorphospaceError {
  const error = new MorphospaceError(
    'worker-died',
    `The process that did this work ${how}.`,
    how.includes('SIGKILL')
      ? 'Most often the memory had run out: close other programs, or work with smaller images or batches, and start it again.'
      : 'Start it again; if it ends the same way, run "morphospace doctor" and report what it says.',
  );
  if (lastWords !== '') error.stack = `${error.message}\n${lastWords}`;
  return error;
}
