/** Models in the database; their weights, codes and history lie in the model's folder. */
import type { DatabaseSync } from 'node:sqlite';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ModelIo } from '../../shared/imported.ts';
import type { ModelRecord, TrainingPlan } from '../../shared/models.ts';
import { createIdentifier } from './identifiers.ts';

/** What training has come to so far. */
export type ModelOutcome = Pick<
  ModelRecord,
  | 'parameters'
  | 'epochs'
  | 'steps'
  | 'seconds'
  | 'imagesPerSecond'
  | 'trainingImages'
  | 'validation'
  | 'warnings'
>;

const NO_OUTCOME: ModelOutcome = {
  parameters: 0,
  epochs: 0,
  steps: 0,
  seconds: 0,
  imagesPerSecond: 0,
  trainingImages: null,
  validation: null,
  warnings: [],
};

interface ModelRow {
  id: string;
  dataset_id: string;
  name: string;
  created: string;
  state: ModelRecord['state'];
  embedded: number;
  sample: number;
  plan: string;
  outcome: string;
  imported: string | null;
}

export class ModelStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  create(model: { datasetId: string; name: string; plan: TrainingPlan; sample?: boolean }): ModelRecord {
    const id = createIdentifier(model.name);
    this.#database
      .prepare(
        `INSERT INTO models (id, dataset_id, name, created, state, sample, plan, outcome)
         VALUES (?, ?, ?, ?, 'training', ?, ?, ?)`,
      )
      .run(
        id,
        model.datasetId,
        model.name,
        new Date().toISOString(),
        model.sample ? 1 : 0,
        JSON.stringify(model.plan),
        JSON.stringify(NO_OUTCOME),
      );
    return this.get(id);
  }

  /** Adds a model that was made elsewhere, whose files lie in the folder of that identifier already. */
  addImported(model: {
    id: string;
    datasetId: string;
    name: string;
    created: string;
    plan: TrainingPlan;
    imported: ModelIo;
  }): ModelRecord {
    const { id, datasetId, name, created, plan, imported } = model;
    this.#database
      .prepare(
        `INSERT INTO models (id, dataset_id, name, created, state, plan, outcome, imported)
         VALUES (?, ?, ?, ?, 'ready', ?, ?, ?)`,
      )
      .run(
        ...[id, datasetId, name, created],
        ...[plan, NO_OUTCOME, imported].map((part) => JSON.stringify(part)),
      );
    return this.get(id);
  }

  list(datasetId?: string): ModelRecord[] {
    const rows = this.#database
      .prepare('SELECT * FROM models WHERE ?1 IS NULL OR dataset_id = ?1 ORDER BY created, rowid')
      .all(datasetId ?? null) as unknown as ModelRow[];
    return rows.map(toRecord);
  }

  /** @throws MorphospaceError `no-such-model` */
  get(id: string): ModelRecord {
    const row = this.#database.prepare('SELECT * FROM models WHERE id = ?').get(id) as ModelRow | undefined;
    if (!row) throw noSuchModel(id);
    return toRecord(row);
  }

  /** Finds by identifier, else by name (the newest of that name). @throws MorphospaceError `no-such-model` */
  find(nameOrId: string): ModelRecord {
    const row = this.#database
      .prepare(
        'SELECT * FROM models WHERE id = ?1 OR name = ?1 ORDER BY id = ?1 DESC, created DESC, rowid DESC LIMIT 1',
      )
      .get(nameOrId) as ModelRow | undefined;
    if (!row) throw noSuchModel(nameOrId);
    return toRecord(row);
  }

  update(
    id: string,
    changes: {
      name?: string;
      state?: ModelRecord['state'];
      embedded?: boolean;
      plan?: TrainingPlan;
      outcome?: Partial<ModelOutcome>;
    },
  ): ModelRecord {
    const now = this.get(id);
    const next = { ...now, ...changes };
    const { parameters, epochs, steps, seconds, imagesPerSecond, trainingImages, validation, warnings } = {
      ...now,
      ...changes.outcome,
    };
    const outcome: ModelOutcome = {
      ...{ parameters, epochs, steps, seconds, imagesPerSecond, trainingImages, validation, warnings },
    };
    this.#database
      .prepare('UPDATE models SET name = ?, state = ?, embedded = ?, plan = ?, outcome = ? WHERE id = ?')
      .run(
        next.name,
        next.state,
        next.embedded ? 1 : 0,
        JSON.stringify(next.plan),
        JSON.stringify(outcome),
        id,
      );
    return this.get(id);
  }

  remove(id: string): void {
    this.#database.prepare('DELETE FROM models WHERE id = ?').run(id);
  }

  /** For an engine that starts: runs that the last engine left in the middle can be resumed. */
  markInterrupted(): void {
    this.#database.exec(`UPDATE models SET state = 'interrupted' WHERE state = 'training'`);
  }
}

function toRecord(row: ModelRow): ModelRecord {
  return {
    id: row.id,
    name: row.name,
    datasetId: row.dataset_id,
    created: row.created,
    state: row.state,
    plan: JSON.parse(row.plan) as TrainingPlan,
    // What an earlier version has not written down is not known.
    ...NO_OUTCOME,
    ...(JSON.parse(row.outcome) as Partial<ModelOutcome>),
    embedded: row.embedded === 1,
    imported: row.imported === null ? null : (JSON.parse(row.imported) as ModelIo),
    sample: row.sample === 1,
  };
}

function noSuchModel(nameOrId: string): MorphospaceError {
  return new MorphospaceError(
    'no-such-model',
    `There is no model "${nameOrId}".`,
    'List them with `morphospace models`, or train one first.',
  );
}
