/** Runs the training step operation by operation on a TensorFlow.js backend, which keeps the state where it computes. */
import * as tf from '@tensorflow/tfjs-core';
import { LABELS, NOISE, SCHEDULE, runStep, stepSignature } from '../compile/training-step.ts';
import type { ModelDefinition } from '../models/definition.ts';
import {
  type StepInputs,
  type StepMetrics,
  type TrainingSession,
  type TrainingState,
  DEFAULT_CLIP_NORM,
  checkedState,
  toMetrics,
} from './training-session.ts';

export interface EagerSessionOptions {
  /** A TensorFlow.js backend that has been registered. */
  backend: string;
  batch: number;
  state: TrainingState;
}

export async function openEagerSession(
  definition: ModelDefinition,
  { backend, batch, state }: EagerSessionOptions,
): Promise<TrainingSession> {
  await tf.setBackend(backend);
  const session = new EagerSession(definition, backend, batch);
  await session.writeState(state);
  return session;
}

class EagerSession implements TrainingSession {
  readonly device = 'tensorflow';
  readonly batch: number;
  readonly #definition: ModelDefinition;
  readonly #backend: string;
  readonly #signature: ReturnType<typeof stepSignature>;
  #state = new Map<string, tf.Tensor>();

  constructor(definition: ModelDefinition, backend: string, batch: number) {
    this.#definition = definition;
    this.#backend = backend;
    this.batch = batch;
    this.#signature = stepSignature(definition, batch);
  }

  async step(inputs: StepInputs): Promise<StepMetrics> {
    // Other code of this process may record models in between, which changes the backend.
    await tf.setBackend(this.#backend);
    const { metrics: names } = this.#signature;
    let state = this.#state;
    const metrics = tf.tidy(() => {
      const fed = this.#feed(inputs);
      const result = runStep(this.#definition, (name) => this.#state.get(name) ?? fed.get(name)!);
      state = result.state;
      for (const tensor of state.values()) tf.keep(tensor);
      const stacked = tf.stack(names.map((name) => result.metrics[name]!));
      // The step keeps its losses beyond its own end, and nobody else lets go of them.
      for (const tensor of Object.values(result.metrics)) tensor.dispose();
      return stacked;
    });
    const previous = this.#state;
    this.#state = state;
    // A tensor that the step handed on unchanged is in both.
    const kept = new Set(state.values());
    for (const tensor of previous.values()) if (!kept.has(tensor)) tensor.dispose();
    const values = await metrics.data();
    metrics.dispose();
    return toMetrics(Object.fromEntries(names.map((name, i) => [name, values[i]!])));
  }

  #feed({
    images,
    labels,
    noise,
    learningRate,
    clipNorm = DEFAULT_CLIP_NORM,
    schedule,
  }: StepInputs): Map<string, tf.Tensor> {
    const signature = this.#signature;
    const fed = new Map<string, tf.Tensor>([
      ['images', tf.cast(tf.tensor(images, [...signature.images.shape], 'int32'), 'float32')],
      ['learning_rate', tf.scalar(learningRate)],
      ['clip_norm', tf.scalar(clipNorm)],
    ]);
    if (signature.labels) fed.set(LABELS, tf.tensor(labels!, [...signature.labels.shape]));
    for (const { name, shape } of signature.noise)
      fed.set(name, tf.tensor(noise[name.slice(NOISE.length)]!, [...shape]));
    const values = { ...this.#definition.schedule, ...schedule };
    for (const [name, value] of Object.entries(values)) fed.set(SCHEDULE + name, tf.scalar(value));
    return fed;
  }

  async readState(): Promise<TrainingState> {
    const read = [...this.#state].map(async ([name, tensor]) => [
      name,
      Float32Array.from(await tensor.data()),
    ]);
    return Object.fromEntries(await Promise.all(read)) as TrainingState;
  }

  async writeState(state: TrainingState): Promise<void> {
    const specs = this.#signature.state;
    checkedState(specs, state);
    await tf.setBackend(this.#backend);
    for (const tensor of this.#state.values()) tensor.dispose();
    // Copies, since a backend may work on the array it is given.
    this.#state = new Map(
      specs.map(({ name, shape }) => [name, tf.tensor(state[name]!.slice(), [...shape])]),
    );
  }

  async dispose(): Promise<void> {
    for (const tensor of this.#state.values()) tensor.dispose();
    this.#state.clear();
  }
}
