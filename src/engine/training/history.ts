/** The epochs of a run, one JSON object a line, in `history.jsonl` of the model's folder. */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EpochRecord, epochRecordSchema } from '../../shared/models.ts';
import { asStorageError, writeFileAtomically } from '../library/atomic.ts';

/** A line that a killed process left unfinished is passed over. @returns [] when there is no history. */
export async function readHistory(folder: string): Promise<EpochRecord[]> {
  let text: string;
  try {
    text = await readFile(pathIn(folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    const record = epochRecordSchema.safeParse(parseLine(line));
    return record.success ? [record.data] : [];
  });
}

export async function appendHistory(folder: string, record: EpochRecord): Promise<void> {
  try {
    await appendFile(pathIn(folder), `${JSON.stringify(record)}\n`);
  } catch (error) {
    throw asStorageError(error, pathIn(folder));
  }
}

/** Keeps the completed epochs up to a step, because the run goes on from there. */
export async function rewindHistory(folder: string, step: number, stepsPerEpoch: number): Promise<void> {
  const kept = (await readHistory(folder)).filter(
    (record) => record.step <= step && record.step === record.epoch * stepsPerEpoch,
  );
  await writeFileAtomically(pathIn(folder), kept.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

function pathIn(folder: string): string {
  return join(folder, 'history.jsonl');
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
