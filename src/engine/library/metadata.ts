/**
 * Imported columns: their names and categories in the database, their values as `.npy` files of one value per image below the
 * dataset's folder, which other programs can read.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ColumnRecord } from '../../shared/columns.ts';
import { createIdentifier } from './identifiers.ts';
import { readNpy, writeNpy } from './npy.ts';
import { inTransaction } from './transaction.ts';

/** What is in a column, without its values. */
export type StoredColumn = Pick<ColumnRecord, 'kind' | 'categories'> & { name: string; file: string };

type NewColumn = Pick<ColumnRecord, 'kind' | 'categories'> & { name: string; values: Float32Array };

interface ColumnRow {
  name: string;
  kind: ColumnRecord['kind'];
  categories: string;
  file: string;
}

export class MetadataStore {
  readonly #database: DatabaseSync;
  readonly #folderOf: (datasetId: string) => string;

  constructor(database: DatabaseSync, folderOf: (datasetId: string) => string) {
    this.#database = database;
    this.#folderOf = folderOf;
  }

  /** By name. */
  list(datasetId: string): StoredColumn[] {
    const rows = this.#database
      .prepare('SELECT name, kind, categories, file FROM metadata_columns WHERE dataset_id = ? ORDER BY name')
      .all(datasetId) as unknown as ColumnRow[];
    return rows.map(({ name, kind, categories, file }) => ({
      ...{ name, kind, file },
      categories: JSON.parse(categories) as ColumnRecord['categories'],
    }));
  }

  /** As many values as there were images; null when there is no such column. */
  async read(datasetId: string, name: string): Promise<{ kind: string; values: Float32Array } | null> {
    const row = this.#row(datasetId, name);
    if (!row) return null;
    const { values } = await readNpy(this.#path(datasetId, row.file));
    return { kind: row.kind, values };
  }

  /** Adds columns, all or none; one of a name that is there replaces it. */
  async add(datasetId: string, columns: readonly NewColumn[]): Promise<void> {
    const added = columns.map((column) => ({ ...column, file: `${createIdentifier(column.name)}.npy` }));
    for (const { file, values } of added)
      await writeNpy(this.#path(datasetId, file), { shape: [values.length], values });
    const replaced = added.flatMap(({ name }) => this.#row(datasetId, name)?.file ?? []);
    const insert = this.#database.prepare(
      'INSERT OR REPLACE INTO metadata_columns (dataset_id, name, kind, categories, file) VALUES (?, ?, ?, ?, ?)',
    );
    inTransaction(this.#database, () => {
      for (const { name, kind, categories, file } of added)
        insert.run(datasetId, name, kind, JSON.stringify(categories), file);
    });
    for (const file of replaced) await rm(this.#path(datasetId, file), { force: true });
  }

  /** @returns whether there was such a column. */
  async remove(datasetId: string, name: string): Promise<boolean> {
    const row = this.#row(datasetId, name);
    if (!row) return false;
    this.#database
      .prepare('DELETE FROM metadata_columns WHERE dataset_id = ? AND name = ?')
      .run(datasetId, name);
    await rm(this.#path(datasetId, row.file), { force: true });
    return true;
  }

  #row(datasetId: string, name: string): ColumnRow | undefined {
    return this.#database
      .prepare('SELECT name, kind, categories, file FROM metadata_columns WHERE dataset_id = ? AND name = ?')
      .get(datasetId, name) as ColumnRow | undefined;
  }

  #path(datasetId: string, file: string): string {
    return join(this.#folderOf(datasetId), 'metadata', file);
  }
}
