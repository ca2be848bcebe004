/** Opens a training session on the device of a person's choice, from the definition of a model. */
import { availableParallelism } from 'node:os';
import type { Device } from '../../shared/models.ts';
import type { CompileReport } from '../compile/compiled.ts';
import { canBeSharded, compileShardedStep } from '../compile/sharded-step.ts';
import { compileTrainingStep } from '../compile/training-step.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { hasConvolutions } from '../models/networks.ts';
import { openCompiledSession } from './compiled-session.ts';
import { isOnnxDevice } from './onnx-devices.ts';
import { openShardedSession } from './sharded-session.ts';
import { openTensorflowSession } from './tensorflow.ts';
import { tune } from './tuning.ts';
import { type TrainingSession, type TrainingState, initialState } from './training-session.ts';

export interface TrainingSessionOptions {
  device: Device;
  batch: number;
  /** Seed of the initial weights; without meaning beside `state`. */
  seed?: number;
  /** State to go on from. */
  state?: TrainingState;
  /** Cores to use; all when left out. */
  threads?: number;
  /** Parts of the batch that cores compute by themselves, where the model allows; as many as pay when left out. */
  shards?: number;
  /** `CompileReport.choices` of the run that `state` comes from, so that this one rounds as that one did. */
  choices?: Readonly<Record<string, string>>;
  /** Told how the compiled step came about. */
  onCompiled?: (report: CompileReport) => void;
}

/** @throws MorphospaceError `device-failed`, or `bad-state` for a state of another model. */
export async function openTrainingSession(
  definition: ModelDefinition,
  {
    device,
    batch,
    seed = 0,
    state = initialState(definition, seed),
    threads,
    shards = shardsThatPay(definition, device, batch, threads),
    choices,
    onCompiled,
  }: TrainingSessionOptions,
): Promise<TrainingSession> {
  if (!isOnnxDevice(device)) return openTensorflowSession(definition, batch, state);
  const { schedule } = definition;
  if (shards > 1 && canBeSharded(definition)) {
    const cores = threads ?? availableParallelism();
    const settings = { device, threads: Math.floor(cores / shards) };
    const step = await compileShardedStep(definition, {
      batch,
      shards,
      tune: (nodes) => tune(nodes, settings, choices),
    });
    onCompiled?.(step.report);
    return openShardedSession(step, { threads: cores, schedule, state });
  }
  const compiled = await compileTrainingStep(definition, {
    batch,
    tune: (nodes) => tune(nodes, { device, threads }, choices),
  });
  onCompiled?.(compiled.report);
  return openCompiledSession(compiled, { device, threads, schedule, state });
}

/** Beyond so many cores nobody has measured whether shards or threads within operations are better. */
const MOST_SHARDS = 4;
/** Fewer images keep a core less busy than handing weights and gradients over does. */
const FEWEST_IMAGES = 8;

/**
 * A core each for up to four. Only convolutions: weights of dense layers are so many for what is computed with them that handing
 * them over would take longer than it saves.
 */
export function shardsThatPay(
  definition: ModelDefinition,
  device: Device,
  batch: number,
  cores = availableParallelism(),
): number {
  const pays = device === 'cpu' && hasConvolutions(definition.plan) && canBeSharded(definition);
  const isDealtOutEvenly = batch % cores === 0 && batch / cores >= FEWEST_IMAGES;
  return pays && cores <= MOST_SHARDS && isDealtOutEvenly ? cores : 1;
}
