/** Copies a model's files to where a person wants them. */
import type { ExportResult } from '../../shared/job-results.ts';
import { exportModel } from '../export/model-files.ts';
import type { TaskContext } from '../jobs/task.ts';

export interface ExportInput {
  modelId: string;
  folder: string;
}

export async function exportFiles(
  { modelId, folder }: ExportInput,
  { library }: TaskContext,
): Promise<ExportResult> {
  return { files: await exportModel(library.modelFolder(modelId), folder) };
}
