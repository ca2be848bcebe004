import { MorphospaceError } from '../../shared/errors.ts';
import { isOver, type JobRecord } from '../../shared/jobs.ts';

/** @throws MorphospaceError `busy` while a job works on the thing that is to be removed. */
export function refuseWhileBusy(
  jobs: JobRecord[],
  subject: 'datasetId' | 'modelId' | 'projectionId',
  id: string,
  name: string,
): void {
  const job = jobs.find((one) => one[subject] === id && !isOver(one.state));
  if (!job) return;
  throw new MorphospaceError('busy', `${name} is in use: "${job.title}" is running.`, 'Cancel that first.');
}
