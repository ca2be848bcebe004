/** Waits for a job that a button started, and throws what it failed with. */
import { fromErrorRecord } from '../../../shared/errors.ts';
import type { useJobs } from '../../stores/jobs.ts';

/** Resolves when the job is done or was cancelled. */
export async function awaitDone(jobs: ReturnType<typeof useJobs>, jobId: string): Promise<void> {
  const job = await jobs.ended(jobId);
  if (job.state === 'failed' && job.error !== null) throw fromErrorRecord(job.error);
}
