/**
 * What a training run leaves on disk as it goes, so that a killed process loses seconds and not hours:
 *
 *     checkpoints/last.safetensors   everything to go on from: weights, Adam's moments, counts, sums of the epoch so far
 *     checkpoints/best.safetensors   the weights with the best held-out score, and what was measured with them
 *
 * Random numbers need no place here, they follow from the plan's seed and the step (see streams.ts). `best` is written before
 * `last`; when the process dies between the two, the epoch is trained again to the same result.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MorphospaceError } from '../../shared/errors.ts';
import { trainingPlanSchema, validationSchema } from '../../shared/models.ts';
import {
  type NamedTensor,
  type Safetensors,
  readSafetensors,
  writeSafetensors,
} from '../library/safetensors.ts';
import type { TrainingState } from '../runtime/training-session.ts';
import { epochSumsSchema } from './averages.ts';

const positionSchema = z.object({
  plan: trainingPlanSchema,
  /** Images of the dataset when the run began. It goes on with these, whatever was added since. */
  images: z.number().int(),
  /** Steps until the KL term has its full weight. */
  warmUp: z.number().int(),
  /** Steps done, skipped ones included. */
  step: z.number().int(),
  /** Steps skipped because a gradient was not finite. */
  skippedSteps: z.number().int(),
  /** Time spent training, measuring and saving, in seconds, over all sittings. */
  seconds: z.number(),
  /** Time spent on steps alone, in seconds. */
  stepSeconds: z.number(),
  /** Of the epoch that has begun. */
  sums: epochSumsSchema,
  /** How each computation with several ways is done (`CompileReport.choices`): with the same, a resumed run rounds the same. */
  choices: z.record(z.string(), z.string()),
});
/** Where a run stands. */
export type Position = z.infer<typeof positionSchema>;

const bestSchema = z.object({
  epoch: z.number().int(),
  step: z.number().int(),
  /** What early stopping minimises; see `heldOutScore`. */
  score: z.number(),
  validation: validationSchema,
});
/** What is known of the best weights. */
export type Best = z.infer<typeof bestSchema>;

type Weights = Record<string, Float32Array>;
type Shapes = Readonly<Record<string, readonly number[]>>;

export function lastCheckpointPath(folder: string): string {
  return join(folder, 'checkpoints', 'last.safetensors');
}

export function bestCheckpointPath(folder: string): string {
  return join(folder, 'checkpoints', 'best.safetensors');
}

export async function writeLast(folder: string, position: Position, state: TrainingState, shapes: Shapes) {
  await write(lastCheckpointPath(folder), position, state, shapes);
}

export async function writeBest(folder: string, best: Best, weights: Weights, shapes: Shapes) {
  await write(bestCheckpointPath(folder), best, weights, shapes);
}

/** @returns null when the run has not come to its first checkpoint. @throws MorphospaceError `bad-checkpoint` */
export async function readLast(folder: string): Promise<{ position: Position; state: TrainingState } | null> {
  const read = await readCheckpoint(lastCheckpointPath(folder), positionSchema);
  return read && { position: read.record, state: read.values };
}

/** @returns null when nothing has been measured yet. @throws MorphospaceError `bad-checkpoint` */
export async function readBest(folder: string): Promise<{ best: Best; weights: Weights } | null> {
  const read = await readCheckpoint(bestCheckpointPath(folder), bestSchema);
  return read && { best: read.record, weights: read.values };
}

async function write(path: string, record: Position | Best, values: Weights, shapes: Shapes): Promise<void> {
  const tensors: Record<string, NamedTensor> = {};
  for (const [name, array] of Object.entries(values))
    tensors[name] = { shape: shapeOf(name, shapes), values: array };
  await writeSafetensors(path, { tensors, metadata: { format: '1', record: JSON.stringify(record) } });
}

/** Adam's moments, `adam.m:name`, are shaped like the weight; what is no weight is a scalar. */
function shapeOf(name: string, shapes: Shapes): number[] {
  return [...(shapes[name.slice(name.indexOf(':') + 1)] ?? [])];
}

async function readCheckpoint<R>(
  path: string,
  schema: z.ZodType<R>,
): Promise<{ record: R; values: Weights } | null> {
  if (!existsSync(path)) return null;
  const { tensors, metadata }: Safetensors = await readSafetensors(path);
  const record = schema.safeParse(
    metadata['format'] === '1' ? JSON.parse(metadata['record'] ?? 'null') : null,
  );
  if (!record.success) {
    throw new MorphospaceError(
      'bad-checkpoint',
      `${path} was not written by this version of Morphospace.`,
      'Train the model again.',
      { cause: record.error },
    );
  }
  const values: Weights = {};
  for (const [name, tensor] of Object.entries(tensors)) values[name] = tensor.values;
  return { record: record.data, values };
}
