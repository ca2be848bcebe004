/**
 * A model that hands every input on as `copy:` plus its name. Running it is how tensors that live on a device are read:
 * their own `getData()` aborts the process in onnxruntime-node 1.30.
 */
import type { TensorSpec } from './compiled.ts';
import { Graph } from './graph.ts';
import { writeModel } from './onnx/model.ts';

export function copyModel(tensors: readonly TensorSpec[]): Uint8Array {
  const graph = new Graph();
  for (const { name, shape, dtype } of tensors) {
    const value = graph.input(name, { shape, dtype });
    graph.output(`copy:${name}`, value);
  }
  return writeModel(graph, { name: 'copy' });
}
