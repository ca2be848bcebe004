/** ONNX files as other programs write them: other names, layouts, ranges and batches, made of a few operations. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Graph, type Value } from '../../../src/engine/compile/graph.ts';
import { writeModel } from '../../../src/engine/compile/onnx/model.ts';

/** Stands for a batch of any size. */
export const ANY = 1_000_003;

type Build = (graph: Graph) => Record<string, Value>;

export function foreignFile(build: Build): Uint8Array {
  const graph = new Graph(ANY);
  for (const [name, value] of Object.entries(build(graph))) graph.outputs.set(name, value);
  return writeModel(graph, { name: 'foreign' });
}

export async function writeForeign(folder: string, name: string, build: Build): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, foreignFile(build));
  return path;
}

/** An image flattened, as it lies in the file: the code is the image. */
export function flatten(graph: Graph, image: Value, length: number): Value {
  return reshape(graph, image, [image.shape[0]!, length]);
}

export function unflatten(graph: Graph, code: Value, shape: readonly number[]): Value {
  return reshape(graph, code, [code.shape[0]!, ...shape]);
}

function reshape(graph: Graph, value: Value, shape: readonly number[]): Value {
  return graph.add('Reshape', [value, graph.targetShape(shape)], { shape });
}

/** 4 v + 2 within -1..1: keeps -1 and 1, and makes 1 of what is 0 or more. Only pictures in -1..1 come through. */
export function onlySigned(graph: Graph, value: Value): Value {
  const { shape } = value;
  const four = graph.add('Mul', [value, graph.scalar(4)], { shape });
  const moved = graph.add('Add', [four, graph.scalar(2)], { shape });
  return graph.add('Clip', [moved, graph.scalar(-1), graph.scalar(1)], { shape });
}

/** The average of each channel, [n, c, 1, 1]: what ends a classifier's features. */
export function average(graph: Graph, image: Value): Value {
  return graph.add('GlobalAveragePool', [image], { shape: [image.shape[0]!, image.shape[1]!, 1, 1] });
}
