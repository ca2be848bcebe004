/** Projections in the database; their coordinates lie in the projection's folder as `coordinates.npy`. */
import type { DatabaseSync } from 'node:sqlite';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ProjectionRecord } from '../../shared/projections.ts';

interface ProjectionRow {
  id: string;
  model_id: string;
  name: string | null;
  method: ProjectionRecord['method'];
  options: string;
  created: string;
  rows: number;
  seconds: number;
}

export class ProjectionStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Adds a projection whose coordinates are on disk already, so that what is listed can be shown. */
  add(record: ProjectionRecord): void {
    this.#database
      .prepare(
        'INSERT INTO projections (id, model_id, name, method, options, created, rows, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        record.id,
        record.modelId,
        record.name,
        record.method,
        JSON.stringify(record.options),
        record.created,
        record.rows,
        record.seconds,
      );
  }

  list(modelId: string): ProjectionRecord[] {
    const rows = this.#database
      .prepare('SELECT * FROM projections WHERE model_id = ? ORDER BY created, rowid')
      .all(modelId) as unknown as ProjectionRow[];
    return rows.map(toRecord);
  }

  /** @throws MorphospaceError `no-such-projection` */
  get(id: string): ProjectionRecord {
    const row = this.#database.prepare('SELECT * FROM projections WHERE id = ?').get(id) as
      ProjectionRow | undefined;
    if (row) return toRecord(row);
    throw new MorphospaceError(
      'no-such-projection',
      'This map no longer exists.',
      'Lay the images out again.',
    );
  }

  /** An empty name takes the name away. */
  rename(id: string, name: string): ProjectionRecord {
    this.#database.prepare('UPDATE projections SET name = ? WHERE id = ?').run(name || null, id);
    return this.get(id);
  }

  /** After further images were placed on the map. */
  setRows(id: string, rows: number): void {
    this.#database.prepare('UPDATE projections SET rows = ? WHERE id = ?').run(rows, id);
  }

  remove(id: string): void {
    this.#database.prepare('DELETE FROM projections WHERE id = ?').run(id);
  }
}

function toRecord(row: ProjectionRow): ProjectionRecord {
  return {
    id: row.id,
    modelId: row.model_id,
    name: row.name,
    method: row.method,
    options: JSON.parse(row.options) as ProjectionRecord['options'],
    created: row.created,
    rows: row.rows,
    seconds: row.seconds,
  };
}
