/** The jobs that are not over, as last announced: what is lost when the engine dies. */
import type { ErrorRecord } from '../../shared/errors.ts';
import { isOver, type JobRecord } from '../../shared/jobs.ts';

export class UnfinishedJobs {
  readonly #records = new Map<string, JobRecord>();

  follow(job: JobRecord): void {
    if (isOver(job.state)) this.#records.delete(job.id);
    else this.#records.set(job.id, job);
  }

  list(): JobRecord[] {
    return [...this.#records.values()];
  }

  /** Forgets them, and gives them back as failed. */
  fail(error: ErrorRecord): JobRecord[] {
    const ended = new Date().toISOString();
    const failed = this.list().map((job) => ({
      ...job,
      state: 'failed' as const,
      ended,
      error,
    }));
    this.#records.clear();
    return failed;
  }
}
