/** One way to compute an operation that can be computed in several. */
import type { Graph, GraphNode, Value } from './graph.ts';

export interface Candidate {
  readonly name: string;
  /** True for operations of ONNX Runtime's CPU provider: on another device they would run, but not on that device. */
  readonly processorOnly?: true;
  /**
   * Part of the time it takes by itself that neighbours save it: by itself it changes the layout of all that goes in and comes
   * out, which mostly vanishes among others of its kind (see `keep-blocks.ts`), or prepares what others want prepared too.
   */
  readonly saving?: number;
  /** Whether this way exists for the node's shapes and attributes. */
  applies(node: GraphNode): boolean;
  /** Appends the nodes that compute it; returns the result. */
  build(graph: Graph, node: GraphNode): Value;
}

/** Where the kernel of a convolution meets the image, one number per spatial axis; `pads` are all begins, then all ends. */
export interface Window {
  kernel: readonly number[];
  strides: readonly number[];
  dilations: readonly number[];
  pads: readonly number[];
}

export function windowOf({ attributes }: GraphNode): Window {
  const numbers = (name: string): readonly number[] => attributes[name] as readonly number[];
  return {
    kernel: numbers('kernel_shape'),
    strides: numbers('strides'),
    dilations: numbers('dilations'),
    pads: numbers('pads'),
  };
}
