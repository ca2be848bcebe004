/**
 * A TensorFlow.js backend whose kernels compute nothing: each appends ONNX nodes to the graph being recorded.
 * TensorFlow.js contributes the operations, their shapes and their gradients; the graph is the program it would have run.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ElementType } from './compiled.ts';
import { Graph, type TypedArray } from './graph.ts';
import { type Recorded, elementTypeFor, materialise, recorded, splat } from './layout.ts';

export const BACKEND_NAME = 'onnx';

export class OnnxBackend extends tf.KernelBackend {
  graph = new Graph();
  #tensors = new Map<object, Recorded>();

  tensor(dataId: object): Recorded {
    const known = this.#tensors.get(dataId);
    if (!known) throw new Error('A tensor made outside the recording was used in it; pass it in as an input');
    return known;
  }

  register(tensor: Recorded): tf.TensorInfo {
    const dataId = {};
    this.#tensors.set(dataId, tensor);
    return { dataId, shape: [...tensor.shape], dtype: tensor.dtype };
  }

  begin(graph: Graph): void {
    this.graph = graph;
    this.#tensors.clear();
  }

  /** Numbers that the recorded function brings along become constants; a repeated number becomes one number. */
  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const data = toTypedArray(values, dtype);
    const first = data[0];
    const uniform = first !== undefined && data.every((value) => value === first);
    const tensor = uniform
      ? splat(this.graph.scalar(Number(first), elementTypeFor(dtype)), shape, dtype)
      : { ...recorded(this.graph.constant(data, shape)), dtype };
    return this.register(tensor).dataId;
  }

  override readSync(): never {
    throw new Error(
      'While recording, a tensor has no numbers yet: models must not read values or branch on them',
    );
  }

  override async read(): Promise<never> {
    return this.readSync();
  }

  override numDataIds(): number {
    return this.#tensors.size;
  }

  override disposeData(dataId: object): boolean {
    return this.#tensors.delete(dataId);
  }

  /** Tensors are values of the graph, which does not change: another name for one needs no counting. */
  override incRef(): void {}

  override floatPrecision(): 32 {
    return 32;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {
    this.#tensors.clear();
  }
}

function toTypedArray(values: tf.BackendValues, dtype: tf.DataType): TypedArray {
  if (dtype === 'float32') return Float32Array.from(values as ArrayLike<number>);
  if (dtype === 'int32') return Int32Array.from(values as ArrayLike<number>);
  if (dtype === 'bool') return Uint8Array.from(values as ArrayLike<number>);
  throw new Error(`Constants of type ${dtype} cannot be recorded`);
}

const backend = new OnnxBackend();
tf.registerBackend(BACKEND_NAME, () => backend, 0);

/** What a recorded function may do besides TensorFlow.js operations: name what comes in and what goes out. */
export interface Recorder {
  readonly graph: Graph;
  /** A tensor that is fed at run time. uint8 comes in as float32 with the same numbers. */
  input(name: string, shape: readonly number[], dtype?: ElementType): tf.Tensor;
  /** A tensor whose numbers are part of the model. */
  weight(name: string, data: Float32Array, shape: readonly number[]): tf.Tensor;
  output(name: string, tensor: tf.Tensor): void;
}

/** Runs `program` under the recording backend and returns its graph. Synchronous: nothing else can run meanwhile. */
export function record(program: (recorder: Recorder) => void, symbolicBatch: number | null = null): Graph {
  const graph = new Graph(symbolicBatch);
  const engine = tf.engine();
  const previous = engine.backendName;
  const toTensor = (tensor: Recorded): tf.Tensor => engine.makeTensorFromTensorInfo(backend.register(tensor));
  const recorder: Recorder = {
    graph,
    input(name, shape, dtype = 'float32') {
      const value = graph.input(name, { shape, dtype });
      if (dtype !== 'uint8') return toTensor(recorded(value));
      return toTensor(recorded(graph.add('Cast', [value], { shape, dtype: 'float32' }, { to: 'float32' })));
    },
    weight: (name, data, shape) => toTensor(recorded(graph.weight(name, data, shape))),
    output(name, tensor) {
      graph.output(name, materialise(graph, backend.tensor(tensor.dataId)));
    },
  };
  backend.begin(graph);
  // With a factory that returns no promise, the backend is in place before this returns.
  void tf.setBackend(BACKEND_NAME);
  try {
    engine.tidy(() => program(recorder));
  } finally {
    backend.begin(new Graph());
    if (previous && previous !== BACKEND_NAME) void tf.setBackend(previous);
  }
  return graph;
}

/** A kernel: from tensors and attributes to a tensor, appending to the graph what computes it. */
export type RecordKernel<Attributes> = (
  graph: Graph,
  inputs: readonly Recorded[],
  attributes: Attributes,
) => Recorded | readonly Recorded[];

/**
 * Makes TensorFlow.js call `kernel` for the operation of that name.
 * @param inputNames names of the operation's inputs in the order `kernel` takes them; none for a list of tensors.
 */
export function registerRecordKernel<Attributes>(
  kernelName: string,
  inputNames: readonly string[] | null,
  kernel: RecordKernel<Attributes>,
): void {
  tf.registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs }) => {
      const infos = inputNames
        ? inputNames.map((name) => inputs[name]!)
        : (Object.values(inputs) as tf.TensorInfo[]);
      const tensors = infos.map(({ dataId }) => backend.tensor(dataId));
      const result = kernel(backend.graph, tensors, attrs as Attributes);
      return Array.isArray(result)
        ? result.map((tensor: Recorded) => backend.register(tensor))
        : backend.register(result as Recorded);
    },
  });
}
