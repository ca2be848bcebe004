/** Finds what a person names on the command line: by identifier, else by name, the newest first. */
import type { Transport } from '../shared/contract.ts';
import type { DatasetRecord } from '../shared/datasets.ts';
import { MorphospaceError } from '../shared/errors.ts';
import type { ModelRecord } from '../shared/models.ts';

function pick<T extends { id: string; name: string }>(records: T[], nameOrId: string): T | undefined {
  return records.find(({ id }) => id === nameOrId) ?? records.findLast(({ name }) => name === nameOrId);
}

export async function findDataset(engine: Transport, nameOrId: string): Promise<DatasetRecord | undefined> {
  return pick(await engine.call('datasets.list', {}), nameOrId);
}

/** @throws MorphospaceError `no-such-dataset` */
export async function requireDataset(engine: Transport, nameOrId: string): Promise<DatasetRecord> {
  const found = await findDataset(engine, nameOrId);
  if (found) return found;
  throw new MorphospaceError(
    'no-such-dataset',
    `There is no dataset "${nameOrId}".`,
    'List them with `morphospace datasets`, or import a folder first.',
  );
}

export async function findModel(engine: Transport, nameOrId: string): Promise<ModelRecord | undefined> {
  return pick(await engine.call('models.list', {}), nameOrId);
}

/** @throws MorphospaceError `no-such-model` */
export async function requireModel(engine: Transport, nameOrId: string): Promise<ModelRecord> {
  const found = await findModel(engine, nameOrId);
  if (found) return found;
  throw new MorphospaceError(
    'no-such-model',
    `There is no model "${nameOrId}".`,
    'List them with `morphospace models`, or train one first.',
  );
}
