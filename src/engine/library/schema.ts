/** The tables of a library and their versions. Rows are small; everything bulky lies in open files beside the database. */
import type { DatabaseSync } from 'node:sqlite';
import { MorphospaceError } from '../../shared/errors.ts';

/** Each entry takes the schema from its position to the next; entries are never changed once released. */
const MIGRATIONS = [
  `
  CREATE TABLE datasets (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created TEXT NOT NULL,
    channels INTEGER NOT NULL DEFAULT 1,
    median_short_side REAL NOT NULL DEFAULT 0,
    sources TEXT NOT NULL DEFAULT '[]',
    thumbnails TEXT NOT NULL DEFAULT '[]',
    sample INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE images (
    dataset_id TEXT NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    content_id TEXT NOT NULL,
    file TEXT NOT NULL,
    path TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    modified REAL NOT NULL,
    format TEXT NOT NULL,
    label TEXT,
    PRIMARY KEY (dataset_id, position)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX images_by_file ON images (dataset_id, file);
  CREATE INDEX images_by_content ON images (dataset_id, content_id);
  CREATE INDEX images_by_label ON images (dataset_id, label);

  CREATE TABLE skipped (
    dataset_id TEXT NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (dataset_id, file)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE models (
    id TEXT PRIMARY KEY,
    dataset_id TEXT NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created TEXT NOT NULL,
    state TEXT NOT NULL,
    embedded INTEGER NOT NULL DEFAULT 0,
    sample INTEGER NOT NULL DEFAULT 0,
    plan TEXT NOT NULL,
    outcome TEXT NOT NULL
  ) STRICT;

  CREATE TABLE projections (
    id TEXT PRIMARY KEY,
    model_id TEXT NOT NULL REFERENCES models(id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    options TEXT NOT NULL,
    created TEXT NOT NULL,
    rows INTEGER NOT NULL,
    seconds REAL NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE projections ADD COLUMN name TEXT;

  CREATE TABLE analyses (
    id TEXT PRIMARY KEY,
    dataset_id TEXT NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    model_id TEXT REFERENCES models(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    request TEXT NOT NULL,
    created TEXT NOT NULL,
    rows INTEGER NOT NULL,
    seconds REAL NOT NULL
  ) STRICT;

  CREATE TABLE image_tags (
    dataset_id TEXT NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (dataset_id, tag, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tags_by_image ON image_tags (dataset_id, position);

  CREATE TABLE image_notes (
    dataset_id TEXT NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (dataset_id, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE excluded_images (
    dataset_id TEXT NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY (dataset_id, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE metadata_columns (
    dataset_id TEXT NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    categories TEXT NOT NULL,
    PRIMARY KEY (dataset_id, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE screen_state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE metadata_columns ADD COLUMN file TEXT NOT NULL DEFAULT '';
  `,
  `
  CREATE TABLE attributes (
    id TEXT PRIMARY KEY,
    model_id TEXT NOT NULL REFERENCES models(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created TEXT NOT NULL,
    steps INTEGER NOT NULL,
    definition TEXT NOT NULL,
    measured TEXT NOT NULL,
    UNIQUE (model_id, name)
  ) STRICT;
  `,
  `
  ALTER TABLE models ADD COLUMN imported TEXT;
  `,
];

/**
 * Brings a database to the newest version, each step in a transaction of its own.
 *
 * @throws MorphospaceError `library-newer` when the library was written by a later Morphospace.
 */
export function migrate(database: DatabaseSync): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) {
    throw new MorphospaceError(
      'library-newer',
      'This library was written by a newer version of Morphospace.',
      'Update Morphospace, or name another library with --library.',
    );
  }
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
