/**
 * The explorer: one warm worker process that answers what must be answered at once (decode, neighbours, inspect), with models
 * and codes kept in its memory. A crash of it costs the question that was being answered; the next one starts it again.
 */
import type { TaskInput, TaskName, TaskResult } from '../jobs/task.ts';
import type { Tasks } from '../jobs/tasks.ts';
import { WorkerProcess } from '../jobs/worker-process.ts';

export class Explorer {
  readonly #library: string;
  #worker: WorkerProcess<Tasks> | undefined;

  constructor(library: string) {
    this.#library = library;
  }

  ask<N extends TaskName<Tasks>>(task: N, input: TaskInput<Tasks, N>): Promise<TaskResult<Tasks, N>> {
    if (!this.#worker?.alive) this.#worker = new WorkerProcess<Tasks>({ library: this.#library });
    return this.#worker.call(task, input);
  }

  /** Frees the memory of models and codes. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.close();
  }
}
