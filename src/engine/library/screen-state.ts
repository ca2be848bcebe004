/** What screens want to find again after a restart, as JSON under names of their own. The library does not look into it. */
import type { DatabaseSync } from 'node:sqlite';
import { MorphospaceError } from '../../shared/errors.ts';

/** Characters of JSON: a selection of 100,000 images fits. */
const LONGEST = 2 ** 20;

export class ScreenStateStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Null when there is none. */
  read(key: string): unknown {
    const row = this.#database.prepare('SELECT value FROM screen_state WHERE key = ?').get(key);
    return row === undefined ? null : JSON.parse(row['value'] as string);
  }

  /** Null or undefined forgets it. @throws MorphospaceError `state-too-large` */
  write(key: string, value: unknown): void {
    if (value === null || value === undefined) {
      this.#database.prepare('DELETE FROM screen_state WHERE key = ?').run(key);
      return;
    }
    const text = JSON.stringify(value);
    if (text.length > LONGEST) {
      throw new MorphospaceError(
        'state-too-large',
        `The state of ${key} is too large to be kept: ${text.length.toLocaleString('en')} characters.`,
        'Nothing else is lost; the screen will open as it did before.',
      );
    }
    this.#database
      .prepare(
        'INSERT INTO screen_state (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      )
      .run(key, text);
  }
}
