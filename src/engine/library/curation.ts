/** What people say about the images of a dataset, in the database: tags, notes, and which to leave out of training. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { CurationChange, CurationSummary, ImageCuration } from '../../shared/curation.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { inTransaction } from './transaction.ts';

const ADD_TAG = `INSERT OR IGNORE INTO image_tags (dataset_id, tag, position)
  SELECT ?1, ?2, value FROM json_each(?3) WHERE true RETURNING position`;
const REMOVE_TAG = `DELETE FROM image_tags
  WHERE dataset_id = ?1 AND tag = ?2 AND position IN (SELECT value FROM json_each(?3)) RETURNING position`;
const EXCLUDE = `INSERT OR IGNORE INTO excluded_images (dataset_id, position)
  SELECT ?1, value FROM json_each(?2) WHERE true RETURNING position`;
const INCLUDE = `DELETE FROM excluded_images
  WHERE dataset_id = ?1 AND position IN (SELECT value FROM json_each(?2)) RETURNING position`;

export class CurationStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Applies all changes or none. A change goes to the database as one statement over a list, which answers with the images that it
   * really concerned (docs/curation.md has the times).
   *
   * @returns what undoes them, in the order to apply; empty when nothing changed.
   * @throws MorphospaceError `no-such-image`
   */
  apply(datasetId: string, changes: readonly CurationChange[]): CurationChange[] {
    return inTransaction(this.#database, () => {
      const images = this.#one<{ n: number }>(
        'SELECT count(*) AS n FROM images WHERE dataset_id = ?',
        datasetId,
      );
      for (const change of changes) requireImages(change, images?.n ?? 0);
      return changes.flatMap((change) => this.#applyOne(datasetId, change) ?? []).reverse();
    });
  }

  /** @returns the inverse, or null when all was so already. */
  #applyOne(datasetId: string, change: CurationChange): CurationChange | null {
    switch (change.kind) {
      case 'tag': {
        const statement = change.present ? ADD_TAG : REMOVE_TAG;
        const images = this.#concerned(statement, datasetId, change.tag, JSON.stringify(change.images));
        return images.length > 0 ? { ...change, images, present: !change.present } : null;
      }
      case 'exclude': {
        const statement = change.excluded ? EXCLUDE : INCLUDE;
        const images = this.#concerned(statement, datasetId, JSON.stringify(change.images));
        return images.length > 0 ? { ...change, images, excluded: !change.excluded } : null;
      }
      case 'note': {
        const text = this.#note(datasetId, change.image);
        if (text === change.text) return null;
        this.#setNote(datasetId, change.image, change.text);
        return { ...change, text };
      }
    }
  }

  summary(datasetId: string): CurationSummary {
    const count = (table: string) =>
      this.#one<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE dataset_id = ?`, datasetId)?.n ?? 0;
    return { tags: this.tags(datasetId), notes: count('image_notes'), excluded: count('excluded_images') };
  }

  /** Tags with their numbers of images, by name. */
  tags(datasetId: string): CurationSummary['tags'] {
    const rows = this.#all<{ name: string; images: number }>(
      'SELECT tag AS name, count(*) AS images FROM image_tags WHERE dataset_id = ? GROUP BY tag',
      datasetId,
    );
    const natural = new Intl.Collator('en', { numeric: true });
    return rows.map(({ name, images }) => ({ name, images })).sort((a, b) => natural.compare(a.name, b.name));
  }

  image(datasetId: string, image: number): ImageCuration {
    const tags = this.#all<{ tag: string }>(
      'SELECT tag FROM image_tags WHERE dataset_id = ? AND position = ? ORDER BY tag',
      datasetId,
      image,
    );
    const excluded = this.#one(
      'SELECT 1 FROM excluded_images WHERE dataset_id = ? AND position = ?',
      datasetId,
      image,
    );
    return {
      tags: tags.map(({ tag }) => tag),
      note: this.#note(datasetId, image),
      excluded: excluded !== undefined,
    };
  }

  notes(datasetId: string): { image: number; text: string }[] {
    const rows = this.#all<{ image: number; text: string }>(
      'SELECT position AS image, text FROM image_notes WHERE dataset_id = ? ORDER BY position',
      datasetId,
    );
    return rows.map(({ image, text }) => ({ image, text }));
  }

  /** Positions of the images with a tag, ascending. */
  taggedImages(datasetId: string, tag: string): number[] {
    return this.#positions('image_tags WHERE dataset_id = ? AND tag = ?', datasetId, tag);
  }

  /** Positions of the images that training leaves out, ascending. */
  excludedImages(datasetId: string): number[] {
    return this.#positions('excluded_images WHERE dataset_id = ?', datasetId);
  }

  /** As one JSON text: a tenth of the time of as many rows. */
  #positions(source: string, ...values: SQLInputValue[]): number[] {
    const row = this.#one<{ positions: string }>(
      `SELECT json_group_array(position ORDER BY position) AS positions FROM ${source}`,
      ...values,
    );
    return JSON.parse(row!.positions) as number[];
  }

  #concerned(statement: string, ...values: SQLInputValue[]): number[] {
    const rows = this.#all<{ position: number }>(statement, ...values);
    return rows.map(({ position }) => position).sort((a, b) => a - b);
  }

  #note(datasetId: string, image: number): string {
    const row = this.#one<{ text: string }>(
      'SELECT text FROM image_notes WHERE dataset_id = ? AND position = ?',
      datasetId,
      image,
    );
    return row?.text ?? '';
  }

  #setNote(datasetId: string, image: number, text: string): void {
    const statement =
      text === ''
        ? 'DELETE FROM image_notes WHERE dataset_id = ?1 AND position = ?2'
        : `INSERT INTO image_notes (dataset_id, position, text) VALUES (?1, ?2, ?3)
           ON CONFLICT DO UPDATE SET text = excluded.text`;
    this.#database.prepare(statement).run(...(text === '' ? [datasetId, image] : [datasetId, image, text]));
  }

  #one<T>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#database.prepare(sql).get(...values) as T | undefined;
  }

  #all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#database.prepare(sql).all(...values) as T[];
  }
}

function requireImages(change: CurationChange, count: number): void {
  const images = change.kind === 'note' ? [change.image] : change.images;
  const outside = images.find((image) => image >= count);
  if (outside === undefined) return;
  throw new MorphospaceError('no-such-image', `There is no image ${outside}.`, 'Choose other images.');
}
