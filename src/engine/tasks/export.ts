/** Writes a model's files, and a page that shows it, to where a person wants them. */
import { join } from 'node:path';
import type { ExportResult } from '../../shared/job-results.ts';
import { exportModel, readCard, readModelFile } from '../export/model-files.ts';
import { modelPage } from '../export/model-page.ts';
import type { TaskContext } from '../jobs/task.ts';
import { writeFileAtomically } from '../library/atomic.ts';
import { noDecoder } from '../runtime/model.ts';
import { ensureCodes } from './codes.ts';
import { latentStatistics } from './latent-statistics.ts';

export interface ExportInput {
  modelId: string;
  folder: string;
  /** With the page. */
  page: boolean;
  licence: string;
}

export const PAGE_FILE = 'explore.html';

export async function exportFiles(
  { modelId, folder, page, licence }: ExportInput,
  context: TaskContext,
): Promise<ExportResult> {
  // Before anything is written: a model that cannot draw has no page.
  const contents = page ? await pageOf({ modelId, licence }, context) : null;
  const files = await exportModel(context.library.modelFolder(modelId), folder, licence);
  if (contents === null) return { files };
  const file = join(folder, PAGE_FILE);
  await writeFileAtomically(file, contents);
  return { files: [...files, file] };
}

/** The page that runs the decoder offline, as HTML. The images are encoded first where that has not been done. */
export async function pageOf(
  { modelId, licence }: Pick<ExportInput, 'modelId' | 'licence'>,
  context: TaskContext,
): Promise<string> {
  const folder = context.library.modelFolder(modelId);
  const card = await readCard(folder);
  if (card.files.decoder === null) throw noDecoder(card.name);
  const decoder = await readModelFile(folder, card.files.decoder);
  await ensureCodes(modelId, context);
  const statistics = await latentStatistics({ modelId }, context);
  return modelPage({ card: licence === '' ? card : { ...card, licence }, statistics, decoder });
}
