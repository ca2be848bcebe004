/** A training step that is ready to run, whatever executes it, with weights and optimiser state kept where it runs. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { Device } from '../../shared/models.ts';
import type { TensorSpec } from '../compile/compiled.ts';
import {
  DISCRIMINATOR_LOSS,
  FIRST_MOMENT,
  SECOND_MOMENT,
  SKIPPED_COUNT,
  STEP_COUNT,
} from '../compile/training-step.ts';
import type { ModelDefinition } from '../models/definition.ts';

/** Every tensor of the training state by name (see `CompiledStep.state`), as plain arrays. */
export type TrainingState = Record<string, Float32Array>;

export interface StepInputs {
  /** [batch, channels, size, size] packed, 0..255. */
  images: Uint8Array;
  /** [batch, labels] packed, one-hot; only for conditional models. */
  labels?: Float32Array;
  /** Numbers for every entry of `ModelDefinition.noise`, [batch, …] packed. */
  noise: Readonly<Record<string, Float32Array>>;
  learningRate: number;
  /** Gradients with a larger norm are scaled down to it; `DEFAULT_CLIP_NORM` when left out, Infinity for never. */
  clipNorm?: number;
  /** Entries of `ModelDefinition.schedule` that differ from their default. */
  schedule?: Readonly<Record<string, number>>;
}

export interface StepMetrics {
  /** In nats, averaged over the batch. */
  loss: number;
  reconstruction: number;
  kl: number;
  /** The model's own `ModelDefinition.terms`, and `discriminator` where there is one. */
  terms: Record<string, number>;
  /** Euclidean norm of all gradients together, before clipping. */
  gradientNorm: number;
  /** True when a gradient was not finite: the state is as it was before. */
  skipped: boolean;
}

export interface TrainingSession {
  readonly device: Device;
  readonly batch: number;
  /** One update. Calls may not overlap. */
  step(inputs: StepInputs): Promise<StepMetrics>;
  /** A copy of the whole state, for a checkpoint. */
  readState(): Promise<TrainingState>;
  /** Replaces the whole state. @throws MorphospaceError `bad-state` when a tensor is missing or has the wrong size. */
  writeState(state: TrainingState): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Losses are summed over thousands of pixels, and so are gradients: norms of some hundreds are usual. This limit leaves
 * those alone and takes the edge off the rare step that would throw a run off its way.
 */
export const DEFAULT_CLIP_NORM = 10_000;

/** The state before the first step. @param meanImage see `ModelDefinition.initialise`. */
export function initialState(
  definition: ModelDefinition,
  seed: number,
  meanImage?: Float32Array,
): TrainingState {
  const weights = definition.initialise(seed, meanImage);
  const zeros = (prefix: string) =>
    Object.entries(weights).map(([name, { length }]) => [prefix + name, new Float32Array(length)]);
  return {
    ...weights,
    ...Object.fromEntries([...zeros(FIRST_MOMENT), ...zeros(SECOND_MOMENT)]),
    [STEP_COUNT]: new Float32Array(1),
    [SKIPPED_COUNT]: new Float32Array(1),
  };
}

/** Only the weights of a state, under their own names. */
export function weightsOf(definition: ModelDefinition, state: TrainingState): Record<string, Float32Array> {
  return Object.fromEntries(Object.keys(definition.parameterShapes).map((name) => [name, state[name]!]));
}

/** The state itself, when every tensor is there and as large as it must be. @throws MorphospaceError `bad-state`. */
export function checkedState(specs: readonly TensorSpec[], state: TrainingState): TrainingState {
  for (const { name, shape } of specs) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (state[name]?.length === size) continue;
    throw new MorphospaceError(
      'bad-state',
      `The training state has ${state[name]?.length ?? 'no'} values for ${name}, where the model needs ${size}.`,
      'Start the training anew, or resume it with the options it was begun with.',
    );
  }
  return state;
}

/** The metrics of a step by the names of `CompiledStep.metrics`. */
export function toMetrics(values: Readonly<Record<string, number>>): StepMetrics {
  const {
    loss,
    reconstruction,
    kl,
    gradient_norm: gradientNorm,
    ...terms
  } = values as Record<string, number> & {
    loss: number;
    reconstruction: number;
    kl: number;
    gradient_norm: number;
  };
  const discriminator = terms[DISCRIMINATOR_LOSS] ?? 0;
  const skipped = !Number.isFinite(loss + gradientNorm + discriminator);
  return { loss, reconstruction, kl, terms, gradientNorm, skipped };
}
