/** Runs compiled training steps on ONNX Runtime. The state goes from the outputs of a step to the inputs of the next. */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { LABELS, NEXT, NOISE, SCHEDULE } from '../compile/training-step.ts';
import { copyModel } from '../compile/copy-model.ts';
import type { CompiledStep, TensorSpec } from '../compile/compiled.ts';
import { keepFreedMemory } from './freed-memory.ts';
import { ONNX_DEVICES, type OnnxDevice } from './onnx-devices.ts';
import { createSession } from './session.ts';
import {
  type StepInputs,
  type StepMetrics,
  type TrainingSession,
  type TrainingState,
  DEFAULT_CLIP_NORM,
  checkedState,
  toMetrics,
} from './training-session.ts';

export type Tensors = Record<string, Tensor>;

export interface CompiledSessionOptions {
  device: OnnxDevice;
  threads?: number;
  /** Values of the schedule where a step gives none. */
  schedule: Readonly<Record<string, number>>;
  state: TrainingState;
}

export async function openCompiledSession(
  compiled: CompiledStep,
  { device, threads, schedule, state }: CompiledSessionOptions,
): Promise<TrainingSession> {
  keepFreedMemory();
  const residentOutputs = compiled.state.map(({ name }) => NEXT + name);
  const session = await createSession(compiled.model, { device, threads, residentOutputs });
  return new CompiledSession(session, compiled, device, schedule, state);
}

class CompiledSession implements TrainingSession {
  readonly device: OnnxDevice;
  readonly batch: number;
  readonly #session: InferenceSession;
  readonly #compiled: CompiledStep;
  readonly #schedule: Readonly<Record<string, number>>;
  #state: Tensors;
  /** Copies device tensors into memory; made when the state is first read. */
  #reader: InferenceSession | null = null;

  constructor(
    session: InferenceSession,
    compiled: CompiledStep,
    device: OnnxDevice,
    schedule: Readonly<Record<string, number>>,
    state: TrainingState,
  ) {
    this.#session = session;
    this.#compiled = compiled;
    this.#schedule = schedule;
    this.device = device;
    this.batch = compiled.batch;
    this.#state = toTensors(compiled.state, state);
  }

  async step({
    images,
    labels,
    noise,
    learningRate,
    clipNorm = DEFAULT_CLIP_NORM,
    schedule,
  }: StepInputs): Promise<StepMetrics> {
    const { state, noise: noiseSpecs, scalars, images: imageSpec, labels: labelSpec } = this.#compiled;
    const feeds: Tensors = { ...this.#state, images: new Tensor('uint8', images, imageSpec.shape) };
    if (labelSpec) feeds[LABELS] = new Tensor('float32', labels!, labelSpec.shape);
    for (const { name, shape } of noiseSpecs) {
      feeds[name] = new Tensor('float32', noise[name.slice(NOISE.length)]!, shape);
    }
    const values: Record<string, number> = { learning_rate: learningRate, clip_norm: clipNorm };
    for (const [name, value] of Object.entries({ ...this.#schedule, ...schedule }))
      values[SCHEDULE + name] = value;
    for (const { name } of scalars) feeds[name] = new Tensor('float32', Float32Array.of(values[name]!), []);

    const results = await this.#session.run(feeds);
    for (const { name } of state) {
      release(this.#state[name]!);
      this.#state[name] = results[NEXT + name] as Tensor;
    }
    const metrics = this.#compiled.metrics.map((name) => [name, (results[name]!.data as Float32Array)[0]!]);
    return toMetrics(Object.fromEntries(metrics) as Record<string, number>);
  }

  async readState(): Promise<TrainingState> {
    if (!ONNX_DEVICES[this.device].keepsOutputs) return toArrays(this.#state);
    this.#reader ??= await createSession(copyModel(this.#compiled.state), { device: this.device });
    const copies = await this.#reader.run(this.#state);
    return Object.fromEntries(
      this.#compiled.state.map(({ name }) => [name, (copies[`copy:${name}`]!.data as Float32Array).slice()]),
    );
  }

  async writeState(state: TrainingState): Promise<void> {
    const tensors = toTensors(this.#compiled.state, state);
    Object.values(this.#state).forEach(release);
    this.#state = tensors;
  }

  async dispose(): Promise<void> {
    Object.values(this.#state).forEach(release);
    await this.#reader?.release();
    await this.#session.release();
  }
}

export function toTensors(specs: readonly TensorSpec[], state: TrainingState): Tensors {
  const checked = checkedState(specs, state);
  // Copies, since the session gives its tensors' memory away as soon as they are outdated.
  return Object.fromEntries(
    specs.map(({ name, shape }) => [name, new Tensor('float32', checked[name]!.slice(), shape)]),
  );
}

export function toArrays(tensors: Tensors): TrainingState {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { data }]) => [name, (data as Float32Array).slice()]),
  );
}

/** Gives back memory now instead of at some garbage collection: a step leaves behind a whole copy of the state. */
export function release(tensor: Tensor): void {
  if (tensor.location === 'gpu-buffer') tensor.dispose();
  else ((tensor.data as Float32Array).buffer as ArrayBuffer).transfer(0);
}
