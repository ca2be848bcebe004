/** Datasets and their images in the database. Positions are dense, in the order of import, and never reused. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { DatasetRecord, ImageRecord, SkippedFile, ThumbnailLevel } from '../../shared/datasets.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { createIdentifier } from './identifiers.ts';
import { inTransaction } from './transaction.ts';

/** What the library keeps of an image beyond what a screen sees. */
export interface StoredImage extends ImageRecord {
  /** Where the original lies. */
  path: string;
  channels: 1 | 3;
  /** The file's time of modification, milliseconds since 1970. */
  modified: number;
}

export interface ImageFilter {
  search?: string;
  label?: string;
  offset: number;
  limit: number;
}

interface DatasetRow {
  id: string;
  name: string;
  created: string;
  channels: 1 | 3;
  median_short_side: number;
  sources: string;
  thumbnails: string;
  sample: number;
}

const IMAGE_COLUMNS = `position AS "index", content_id AS id, file, path, width, height, channels, bytes, modified, format, label`;

/** What is known of every image as a number: pixels, their ratio, bytes. */
const IMAGE_NUMBERS = {
  width: 'width',
  height: 'height',
  aspect: 'CAST(width AS REAL) / height',
  bytes: 'bytes',
} as const;
export type ImageNumber = keyof typeof IMAGE_NUMBERS;

export class DatasetStore {
  readonly #database: DatabaseSync;
  readonly #insertImage: StatementSync;
  readonly #insertSkipped: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insertImage = database.prepare(
      `INSERT INTO images (dataset_id, position, content_id, file, path, width, height, channels, bytes, modified, format, label)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertSkipped = database.prepare(
      'INSERT INTO skipped (dataset_id, file, reason) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason',
    );
  }

  create(name: string, options: { sample?: boolean } = {}): DatasetRecord {
    const id = createIdentifier(name);
    this.#database
      .prepare('INSERT INTO datasets (id, name, created, sample) VALUES (?, ?, ?, ?)')
      .run(id, name, new Date().toISOString(), options.sample ? 1 : 0);
    return this.get(id);
  }

  list(): DatasetRecord[] {
    const rows = this.#all<DatasetRow>('SELECT * FROM datasets ORDER BY created, id');
    return rows.map((row) => this.#toRecord(row));
  }

  /** @throws MorphospaceError `no-such-dataset` */
  get(id: string): DatasetRecord {
    const row = this.#one<DatasetRow>('SELECT * FROM datasets WHERE id = ?', id);
    if (!row) throw noSuchDataset(id);
    return this.#toRecord(row);
  }

  /** Finds by identifier, else by name (the newest of that name). @throws MorphospaceError `no-such-dataset` */
  find(nameOrId: string): DatasetRecord {
    const row = this.#one<DatasetRow>(
      'SELECT * FROM datasets WHERE id = ?1 OR name = ?1 ORDER BY id = ?1 DESC, created DESC, rowid DESC LIMIT 1',
      nameOrId,
    );
    if (!row) throw noSuchDataset(nameOrId);
    return this.#toRecord(row);
  }

  rename(id: string, name: string): DatasetRecord {
    this.#database.prepare('UPDATE datasets SET name = ? WHERE id = ?').run(name, id);
    return this.get(id);
  }

  remove(id: string): void {
    this.#database.prepare('DELETE FROM datasets WHERE id = ?').run(id);
  }

  addSources(id: string, sources: string[]): void {
    const merged = [...new Set([...this.get(id).sources, ...sources])];
    this.#database.prepare('UPDATE datasets SET sources = ? WHERE id = ?').run(JSON.stringify(merged), id);
  }

  setThumbnails(id: string, levels: ThumbnailLevel[]): void {
    this.#database.prepare('UPDATE datasets SET thumbnails = ? WHERE id = ?').run(JSON.stringify(levels), id);
  }

  /** Adds images in one transaction; their `index` must go on from the last one. */
  addImages(id: string, images: StoredImage[]): void {
    inTransaction(this.#database, () => {
      for (const image of images) {
        const {
          index,
          id: contentId,
          file,
          path,
          width,
          height,
          channels,
          bytes,
          modified,
          format,
          label,
        } = image;
        this.#insertImage.run(
          id,
          index,
          contentId,
          file,
          path,
          width,
          height,
          channels,
          bytes,
          modified,
          format,
          label,
        );
        // A file that could not be read last time and can now is no longer listed as skipped.
        this.#database.prepare('DELETE FROM skipped WHERE dataset_id = ? AND file = ?').run(id, file);
      }
    });
  }

  addSkipped(id: string, files: SkippedFile[]): void {
    inTransaction(this.#database, () => {
      for (const { file, reason } of files) this.#insertSkipped.run(id, file, reason);
    });
  }

  setLabels(id: string, labels: Iterable<{ index: number; label: string | null }>): void {
    const update = this.#database.prepare(
      'UPDATE images SET label = ? WHERE dataset_id = ? AND position = ?',
    );
    inTransaction(this.#database, () => {
      for (const { index, label } of labels) update.run(label, id, index);
    });
  }

  /** Works out what is said of the images as a whole, after some were added. */
  summarise(id: string): DatasetRecord {
    this.#database
      .prepare(
        `UPDATE datasets SET
           channels = coalesce((SELECT max(channels) FROM images WHERE dataset_id = ?1), 1),
           median_short_side = coalesce((
             SELECT min(width, height) FROM images WHERE dataset_id = ?1 ORDER BY min(width, height)
             LIMIT 1 OFFSET (SELECT count(*) / 2 FROM images WHERE dataset_id = ?1)), 0)
         WHERE id = ?1`,
      )
      .run(id);
    return this.get(id);
  }

  count(id: string): number {
    return this.#one<{ n: number }>('SELECT count(*) AS n FROM images WHERE dataset_id = ?', id)?.n ?? 0;
  }

  image(id: string, index: number): StoredImage {
    const image = this.#one<StoredImage>(
      `SELECT ${IMAGE_COLUMNS} FROM images WHERE dataset_id = ? AND position = ?`,
      id,
      index,
    );
    if (image) return image;
    throw new MorphospaceError(
      'no-such-image',
      `There is no image ${index} in ${id}.`,
      'Choose another image.',
    );
  }

  /** The images in order from `first` on, read row by row, so that a million of them need no memory at once. */
  *eachImage(id: string, first = 0): Generator<StoredImage> {
    const statement = this.#database.prepare(
      `SELECT ${IMAGE_COLUMNS} FROM images WHERE dataset_id = ? AND position >= ? ORDER BY position`,
    );
    for (const row of statement.iterate(id, first)) yield row as unknown as StoredImage;
  }

  /** One page of the images that match, in order, and how many match in all. */
  page(id: string, { search, label, offset, limit }: ImageFilter): { total: number; images: ImageRecord[] } {
    const conditions = ['dataset_id = ?'];
    const values: SQLInputValue[] = [id];
    if (search) {
      conditions.push(`file LIKE ? ESCAPE '\\'`);
      values.push(`%${search.replace(/[\\%_]/g, '\\$&')}%`);
    }
    if (label !== undefined) {
      conditions.push('label = ?');
      values.push(label);
    }
    const where = conditions.join(' AND ');
    const total =
      this.#one<{ n: number }>(`SELECT count(*) AS n FROM images WHERE ${where}`, ...values)?.n ?? 0;
    const images = this.#all<StoredImage>(
      `SELECT ${IMAGE_COLUMNS} FROM images WHERE ${where} ORDER BY position LIMIT ? OFFSET ?`,
      ...values,
      limit,
      offset,
    );
    return { total, images: images.map(toImageRecord) };
  }

  skipped(id: string, offset: number, limit: number): { total: number; files: SkippedFile[] } {
    const total =
      this.#one<{ n: number }>('SELECT count(*) AS n FROM skipped WHERE dataset_id = ?', id)?.n ?? 0;
    const files = this.#all<SkippedFile>(
      'SELECT file, reason FROM skipped WHERE dataset_id = ? ORDER BY file LIMIT ? OFFSET ?',
      id,
      limit,
      offset,
    );
    return { total, files: files.map(({ file, reason }) => ({ file, reason })) };
  }

  /** `[images]`: the position of each image's label in `DatasetRecord.labels`, -1 for none. */
  labelIndices(id: string): Int32Array {
    const places = new Map(this.#labels(id).map(({ name }, position) => [name, position]));
    const indices = new Int32Array(this.count(id)).fill(-1);
    const groups = this.#all<{ label: string; positions: string }>(
      `SELECT label, json_group_array(position) AS positions FROM images
       WHERE dataset_id = ? AND label IS NOT NULL GROUP BY label`,
      id,
    );
    for (const { label, positions } of groups) {
      const place = places.get(label)!;
      for (const position of JSON.parse(positions) as number[]) indices[position] = place;
    }
    return indices;
  }

  /** `[images]`: one of the numbers that are known of every image. */
  numbers(id: string, field: ImageNumber): Float32Array {
    return Float32Array.from(this.#inOrder<number>(id, IMAGE_NUMBERS[field]));
  }

  /** The paths of all images relative to the imported folder, in order. */
  files(id: string): string[] {
    return this.#inOrder(id, 'file');
  }

  /** An expression over all images, in order. As one JSON text: a fifth of the time of as many rows. */
  #inOrder<T>(id: string, expression: string): T[] {
    const row = this.#one<{ list: string }>(
      `SELECT json_group_array(${expression} ORDER BY position) AS list FROM images WHERE dataset_id = ?`,
      id,
    );
    return JSON.parse(row!.list) as T[];
  }

  #labels(id: string): DatasetRecord['labels'] {
    const rows = this.#all<{ name: string; images: number }>(
      'SELECT label AS name, count(*) AS images FROM images WHERE dataset_id = ? AND label IS NOT NULL GROUP BY label',
      id,
    );
    const natural = new Intl.Collator('en', { numeric: true });
    return rows.map(({ name, images }) => ({ name, images })).sort((a, b) => natural.compare(a.name, b.name));
  }

  #toRecord(row: DatasetRow): DatasetRecord {
    return {
      id: row.id,
      name: row.name,
      created: row.created,
      images: this.count(row.id),
      skipped: this.skipped(row.id, 0, 0).total,
      channels: row.channels,
      medianShortSide: row.median_short_side,
      labels: this.#labels(row.id),
      sources: JSON.parse(row.sources) as string[],
      thumbnails: JSON.parse(row.thumbnails) as ThumbnailLevel[],
      sample: row.sample === 1,
    };
  }

  #one<T>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#database.prepare(sql).get(...values) as T | undefined;
  }

  #all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#database.prepare(sql).all(...values) as T[];
  }
}

export function toImageRecord({
  index,
  id,
  file,
  width,
  height,
  bytes,
  format,
  label,
}: StoredImage): ImageRecord {
  return { index, id, file, width, height, bytes, format, label };
}

function noSuchDataset(nameOrId: string): MorphospaceError {
  return new MorphospaceError(
    'no-such-dataset',
    `There is no dataset "${nameOrId}".`,
    'List them with `morphospace datasets`, or import a folder first.',
  );
}
