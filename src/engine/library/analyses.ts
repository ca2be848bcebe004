/**
 * Analyses in the database; what they found lies in the analysis' folder: `result.json`, and beside it each per-image field as
 * `<field>.npy`, so that other programs can read it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type AnalysisRecord, type AnalysisResult, analysisResultSchema } from '../../shared/analyses.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { writeFileAtomically } from './atomic.ts';
import { readNpy, writeNpy } from './npy.ts';

interface AnalysisRow {
  id: string;
  dataset_id: string;
  model_id: string | null;
  request: string;
  created: string;
  rows: number;
  seconds: number;
}

export class AnalysisStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Adds an analysis whose result is on disk already, so that what is listed can be shown. */
  add({ id, datasetId, modelId, request, created, rows, seconds }: AnalysisRecord): void {
    this.#database
      .prepare(
        'INSERT INTO analyses (id, dataset_id, model_id, kind, request, created, rows, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(id, datasetId, modelId, request.kind, JSON.stringify(request), created, rows, seconds);
  }

  /** Those of the dataset that need no model, and those of the model when one is named; oldest first. */
  list(datasetId: string, modelId?: string): AnalysisRecord[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM analyses WHERE dataset_id = ? AND (model_id IS NULL OR model_id = ?) ORDER BY created, rowid`,
      )
      .all(datasetId, modelId ?? null) as unknown as AnalysisRow[];
    return rows.map(toRecord);
  }

  /** Every analysis of a dataset, of whichever model. */
  all(datasetId: string): AnalysisRecord[] {
    const rows = this.#database
      .prepare('SELECT * FROM analyses WHERE dataset_id = ? ORDER BY created, rowid')
      .all(datasetId) as unknown as AnalysisRow[];
    return rows.map(toRecord);
  }

  /** Every analysis that a model took part in, of whichever dataset. */
  ofModel(modelId: string): AnalysisRecord[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM analyses WHERE model_id = ?1 OR request ->> 'otherModelId' = ?1 ORDER BY created, rowid`,
      )
      .all(modelId) as unknown as AnalysisRow[];
    return rows.map(toRecord);
  }

  /** @throws MorphospaceError `no-such-analysis` */
  get(id: string): AnalysisRecord {
    const row = this.#database.prepare('SELECT * FROM analyses WHERE id = ?').get(id) as
      AnalysisRow | undefined;
    if (row) return toRecord(row);
    throw new MorphospaceError('no-such-analysis', 'This analysis no longer exists.', 'Run it again.');
  }

  remove(id: string): void {
    this.#database.prepare('DELETE FROM analyses WHERE id = ?').run(id);
  }
}

export async function writeAnalysis(folder: string, result: AnalysisResult): Promise<void> {
  const plain: Record<string, unknown> = {};
  const arrays: string[] = [];
  for (const [field, value] of Object.entries(result)) {
    if (value instanceof Float32Array) {
      arrays.push(field);
      await writeNpy(join(folder, `${field}.npy`), { shape: [value.length], values: value });
    } else {
      plain[field] = value;
    }
  }
  await writeFileAtomically(join(folder, 'result.json'), JSON.stringify({ ...plain, arrays }));
}

export async function readAnalysis(folder: string): Promise<AnalysisResult> {
  const { arrays, ...plain } = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as {
    arrays: string[];
  };
  const fields = await Promise.all(
    arrays.map(async (field) => [field, (await readNpy(join(folder, `${field}.npy`))).values] as const),
  );
  return analysisResultSchema.parse({ ...plain, ...Object.fromEntries(fields) });
}

function toRecord(row: AnalysisRow): AnalysisRecord {
  return {
    id: row.id,
    datasetId: row.dataset_id,
    modelId: row.model_id,
    request: JSON.parse(row.request) as AnalysisRecord['request'],
    created: row.created,
    rows: row.rows,
    seconds: row.seconds,
  };
}
