/** What runs in a worker process: a task takes plain data and gives plain data, with the library at hand. */
import type { EventName, Events } from '../../shared/contract.ts';
import type { ReportProgress } from '../../shared/progress.ts';
import type { Library } from '../library/library.ts';

export interface TaskContext {
  /** The worker's own connection to the library that the engine holds. Do not close it. */
  library: Library;
  progress: ReportProgress;
  /** Sends an event of the contract to everybody who looks at the engine. */
  emit<E extends EventName>(event: E, payload: Events[E]): void;
  /**
   * Aborted when the person cancels. A task looks at it often, brings its files in order and throws `cancelledError()`
   * (`signal.throwIfAborted()` does that); five seconds later its process is killed.
   */
  signal: AbortSignal;
}

export type Task<I, R> = (input: I, context: TaskContext) => Promise<R>;

/** Tasks by name, imported only when called, so that a worker loads the native libraries of its own task and no others. */
export type TaskRegistry = Record<string, () => Promise<Task<never, unknown>>>;

export type TaskName<T extends TaskRegistry> = keyof T & string;
type TaskOf<T extends TaskRegistry, N extends TaskName<T>> = Awaited<ReturnType<T[N]>>;
export type TaskInput<T extends TaskRegistry, N extends TaskName<T>> = Parameters<TaskOf<T, N>>[0];
export type TaskResult<T extends TaskRegistry, N extends TaskName<T>> = Awaited<ReturnType<TaskOf<T, N>>>;
