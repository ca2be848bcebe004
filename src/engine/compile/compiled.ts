/** What the compiler hands to the runtime: bytes of an ONNX model, and what goes in and comes out of it. */

export type ElementType = 'float32' | 'uint8' | 'int32' | 'int64' | 'bool';

export interface TensorSpec {
  name: string;
  dtype: ElementType;
  shape: readonly number[];
}

/**
 * A whole training step as one graph: (state, images, noise, scalars) -> (new state, metrics).
 *
 * The state is a set of tensors: each goes in as `name` and comes out as `next:name`, with the same shape. It holds
 * every weight under its own name, the two moments of Adam as `adam.m:` and `adam.v:` plus the weight's name, and
 * the scalars `adam.step` (updates made) and `skipped` (steps left out because a gradient was not finite).
 */
export interface CompiledStep {
  model: Uint8Array;
  batch: number;
  state: readonly TensorSpec[];
  /** `images`, uint8 [batch, channels, size, size]. */
  images: TensorSpec;
  /** `labels`, float32 [batch, labels], one-hot; null unless the model is conditional. */
  labels: TensorSpec | null;
  /** `noise:…`, float32 [batch, …]; see `ModelDefinition.noise`. */
  noise: readonly TensorSpec[];
  /** float32 scalars: `learning_rate` and the schedule of the model. */
  scalars: readonly TensorSpec[];
  /** float32 scalars: `loss`, `reconstruction`, `kl`, `gradient_norm`, the model's terms, `discriminator` where there is one. */
  metrics: readonly string[];
  /** How the graph came about, for benchmarks and curiosity. */
  report: CompileReport;
}

/** What a thread must know to compute the gradients of its part of a batch. */
export interface ShardProgram {
  model: Uint8Array;
  /** Weights, `images`, `labels`, `noise:…` and `schedule:…`; those of the batch as long as the part. */
  inputs: readonly TensorSpec[];
  /** `gradient:` plus the name of each weight, and the metrics of the part. */
  outputs: readonly TensorSpec[];
}

/** A training step whose gradients are averaged over parts of the batch; names are those of `CompiledStep`. */
export interface ShardedStep extends Pick<CompiledStep, 'batch' | 'state' | 'metrics' | 'report'> {
  /** Parts that a batch is dealt out to, in order. */
  shards: number;
  /** The beginning of `state`. */
  weights: readonly TensorSpec[];
  gradients: ShardProgram;
  /** What each shard makes of the gradients of the weights that are its own. */
  updates: readonly ShardUpdate[];
}

/**
 * (state of the shard's own weights, `adam.step`, their gradients in every shard by `shardPrefix`, `learning_rate`, `scale`) ->
 * (their new state, `squares`: the sum of the squares of the averaged gradients). Made whatever the gradients are.
 */
export interface ShardUpdate {
  model: Uint8Array;
  /** Names of the weights. */
  owned: readonly string[];
  /** Their weights and moments. */
  state: readonly TensorSpec[];
}

export interface CompileReport {
  nodes: number;
  /** Milliseconds for recording, for timing candidates, and for writing the model. */
  recording: number;
  choosing: number;
  writing: number;
  /** Which way was chosen for every computation that has several. */
  choices: Readonly<Record<string, string>>;
}
