/** A training step that is ready to run, whatever executes it, with weights and optimiser state kept where it runs. */
import type { Device } from '../../shared/models.ts';

/** Every tensor of the training state by name (see `CompiledStep.state`), as plain arrays. */
export type TrainingState = Record<string, Float32Array>;

export interface StepInputs {
  /** [batch, channels, size, size] packed, 0..255. */
  images: Uint8Array;
  /** Standard normal numbers for every entry of `ModelDefinition.noise`, [batch, …] packed. */
  noise: Readonly<Record<string, Float32Array>>;
  learningRate: number;
  /** Entries of `ModelDefinition.schedule` that differ from their default. */
  schedule?: Readonly<Record<string, number>>;
}

export interface StepMetrics {
  /** In nats, averaged over the batch. */
  loss: number;
  reconstruction: number;
  kl: number;
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
