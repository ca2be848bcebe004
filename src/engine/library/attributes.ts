/** Attributes of models in the database; their vectors lie in the model's folder, under `attributes`, as `.npy` files. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { MorphospaceError } from '../../shared/errors.ts';
import type { AttributeRecord } from '../../shared/steering.ts';
import { readNpy, writeNpy } from './npy.ts';
import { inTransaction } from './transaction.ts';

/** An attribute as it is kept: `steps` is how far the model had been trained. */
export type StoredAttribute = Omit<AttributeRecord, 'outdated'> & { steps: number };

interface AttributeRow {
  id: string;
  model_id: string;
  name: string;
  created: string;
  steps: number;
  definition: string;
  measured: string;
}

export class AttributeStore {
  readonly #database: DatabaseSync;
  readonly #folderOf: (modelId: string) => string;

  constructor(database: DatabaseSync, folderOf: (modelId: string) => string) {
    this.#database = database;
    this.#folderOf = folderOf;
  }

  /**
   * Adds an attribute, or replaces the one of its identifier.
   *
   * @throws MorphospaceError `name-taken`, or a storage error.
   */
  async put(attribute: StoredAttribute): Promise<void> {
    const { id, modelId, name, created, steps, vector, ...rest } = attribute;
    const { positive, negative, against, ...measured } = rest;
    await writeNpy(this.#path(modelId, id), { shape: [vector.length], values: vector });
    inTransaction(this.#database, () => {
      this.#requireFree(modelId, name, id);
      this.#database
        .prepare(
          `INSERT INTO attributes (id, model_id, name, created, steps, definition, measured) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET steps = excluded.steps, definition = excluded.definition, measured = excluded.measured`,
        )
        .run(
          ...[id, modelId, name, created, steps],
          JSON.stringify({ positive, negative, against }),
          JSON.stringify(measured),
        );
    });
  }

  /** Of a model, oldest first. */
  async list(modelId: string): Promise<StoredAttribute[]> {
    const rows = this.#database
      .prepare('SELECT * FROM attributes WHERE model_id = ? ORDER BY created, rowid')
      .all(modelId) as unknown as AttributeRow[];
    return Promise.all(rows.map((row) => this.#complete(row)));
  }

  /** @throws MorphospaceError `no-such-attribute` */
  async get(id: string): Promise<StoredAttribute> {
    const row = this.#database.prepare('SELECT * FROM attributes WHERE id = ?').get(id) as
      AttributeRow | undefined;
    if (row) return this.#complete(row);
    throw new MorphospaceError('no-such-attribute', 'This attribute no longer exists.', 'Make it again.');
  }

  /** @throws MorphospaceError `no-such-attribute`, `name-taken` */
  async rename(id: string, name: string): Promise<StoredAttribute> {
    const { modelId } = await this.get(id);
    inTransaction(this.#database, () => {
      this.#requireFree(modelId, name, id);
      this.#database.prepare('UPDATE attributes SET name = ? WHERE id = ?').run(name, id);
    });
    return this.get(id);
  }

  /** @throws MorphospaceError `no-such-attribute` */
  async remove(id: string): Promise<void> {
    const { modelId } = await this.get(id);
    this.#database.prepare('DELETE FROM attributes WHERE id = ?').run(id);
    await rm(this.#path(modelId, id), { force: true });
  }

  /** Whether a model may have a new attribute of that name. @throws MorphospaceError `name-taken` */
  requireFree(modelId: string, name: string): void {
    this.#requireFree(modelId, name, '');
  }

  #requireFree(modelId: string, name: string, id: string): void {
    const other = this.#database
      .prepare('SELECT 1 FROM attributes WHERE model_id = ? AND name = ? AND id <> ?')
      .get(modelId, name, id);
    if (!other) return;
    throw new MorphospaceError(
      'name-taken',
      `This model has an attribute "${name}" already.`,
      'Choose another name, or remove that one.',
    );
  }

  async #complete(row: AttributeRow): Promise<StoredAttribute> {
    const { values } = await readNpy(this.#path(row.model_id, row.id));
    return {
      id: row.id,
      modelId: row.model_id,
      name: row.name,
      created: row.created,
      steps: row.steps,
      vector: values,
      ...(JSON.parse(row.definition) as Pick<StoredAttribute, 'positive' | 'negative' | 'against'>),
      ...(JSON.parse(row.measured) as Pick<
        StoredAttribute,
        'strength' | 'images' | 'heldOut' | 'auroc' | 'interval' | 'trustworthy'
      >),
    };
  }

  #path(modelId: string, id: string): string {
    return join(this.#folderOf(modelId), 'attributes', `${id}.npy`);
  }
}
