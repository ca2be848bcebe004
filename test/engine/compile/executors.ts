/** The two ways to run a function of tensors that tests compare: tfjs's own `cpu` backend, and recorded in ONNX Runtime. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect } from 'vitest';
import { type Recorder, record } from '../../../src/engine/compile/backend.ts';
import type { Graph } from '../../../src/engine/compile/graph.ts';
import '../../../src/engine/compile/kernels/register.ts';
import { type Choose, chooseFirst, lower } from '../../../src/engine/compile/lowering.ts';
import { writeModel } from '../../../src/engine/compile/onnx/model.ts';
import { simplify } from '../../../src/engine/compile/simplify.ts';
import { Random } from '../../../src/engine/models/random.ts';

export interface Numbers {
  shape: readonly number[];
  data: Float32Array;
}
export type NamedNumbers = Readonly<Record<string, Numbers>>;
export type Program = (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>;

export function randomNumbers(shape: readonly number[], seed = 1, low = -1, high = 1): Numbers {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  return { shape, data: new Random(seed).fillUniform(data, low, high) };
}

export async function runOnTensorFlow(program: Program, inputs: NamedNumbers): Promise<NamedNumbers> {
  await tf.setBackend('cpu');
  return tf.tidy(() => {
    const tensors = Object.entries(inputs).map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, [...shape]),
    ]);
    const outputs = program(Object.fromEntries(tensors) as Record<string, tf.Tensor>);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [
        name,
        { shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) },
      ]),
    );
  });
}

export async function runRecorded(
  program: Program,
  inputs: NamedNumbers,
  choose: Choose = chooseFirst,
): Promise<NamedNumbers> {
  const graph = record((recorder: Recorder) => {
    const tensors = Object.entries(inputs).map(([name, { shape }]) => [name, recorder.input(name, shape)]);
    const outputs = program(Object.fromEntries(tensors) as Record<string, tf.Tensor>);
    for (const [name, tensor] of Object.entries(outputs)) recorder.output(name, tensor);
  });
  return runGraph(lower(simplify(graph), choose), inputs);
}

export async function runGraph(graph: Graph, inputs: NamedNumbers): Promise<NamedNumbers> {
  const session = await InferenceSession.create(writeModel(graph, { name: 'test' }), { logSeverityLevel: 3 });
  const feeds = Object.entries(inputs).map(([name, { data, shape }]) => [
    name,
    new Tensor('float32', data, shape),
  ]);
  const outputs = await session.run(Object.fromEntries(feeds) as Record<string, Tensor>);
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { dims, data }]) => [
      name,
      { shape: dims, data: Float32Array.from(data as Float32Array, Number) },
    ]),
  );
}

/** Largest difference between two tensors, relative to the largest number of the expected one. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  let difference = 0;
  let largest = 0;
  expected.forEach((value, i) => {
    if (Object.is(value, actual[i]) || value === actual[i]) return;
    difference = Math.max(difference, Math.abs(actual[i]! - value));
    largest = Math.max(largest, Math.abs(value));
    if (Number.isNaN(actual[i]! - value)) difference = Infinity;
  });
  return difference === 0 ? 0 : difference / Math.max(largest, 1e-12);
}

export function expectAgreement(actual: NamedNumbers, expected: NamedNumbers, tolerance = 1e-4): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(actual[name]!.shape, `shape of ${name}`).toEqual([...shape]);
    expect(relativeError(actual[name]!.data, data), `relative error of ${name}`).toBeLessThan(tolerance);
  }
}
