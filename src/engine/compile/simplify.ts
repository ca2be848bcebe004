/** Rules that make a recorded graph smaller and faster on any device, with the same numbers. */
import { type Graph, type Value, sizeOf } from './graph.ts';
import { reshapeValue } from './layout.ts';
import { type Rule, rewrite } from './rewrite.ts';

export function simplify(graph: Graph): Graph {
  const rules = [joinReshapes, maskGradientOfRelu, addBiasInside];
  const firstThatApplies: Rule = (...call) =>
    rules.reduce<ReturnType<Rule>>((done, rule) => done ?? rule(...call), null);
  // The second round removes what the first made superfluous.
  return rewrite(rewrite(graph, firstThatApplies));
}

/** Of several reshapes in a row only the last matters, and none where it restores the original shape. */
const joinReshapes: Rule = (node, _original, { target, producer }) => {
  if (node.op !== 'Reshape') return null;
  const inner = producer(node.inputs[0]!);
  const source = inner?.op === 'Reshape' ? inner.inputs[0]! : node.inputs[0]!;
  return [reshapeValue(target, source, node.outputs[0]!.shape)];
};

/**
 * The gradient of ReLU comes as dy · cast(x > 0). Its mask is taken from the output of the ReLU (positive exactly where x
 * is), so that x itself need not be kept and the runtime can do convolution and ReLU in one. As HardSigmoid,
 * max(0, min(1, slope · y)), the mask is one operation that ONNX Runtime shares among threads, unlike Where and Cast:
 * with this slope it is 1 for every positive number that is not denormal.
 */
const maskGradientOfRelu: Rule = (node, _original, { target, producer }) => {
  if (node.op !== 'Cast' || node.attributes['to'] !== 'float32') return null;
  const comparison = producer(node.inputs[0]!);
  if (comparison?.op !== 'Greater' || !isNumber(comparison.inputs[1]!, 0)) return null;
  const relu = target.nodes.find(({ op, inputs }) => op === 'Relu' && inputs[0] === comparison.inputs[0]);
  if (!relu) return null;
  const slope = { alpha: { float: 3e38 }, beta: { float: 0 } };
  return [target.add('HardSigmoid', [relu.outputs[0]!], node.outputs[0]!, slope)];
};

/** Convolutions and Gemm add a bias on the way, where nobody else wants the sum without it. */
const addBiasInside: Rule = (node, original, { target, producer, uses }) => {
  if (node.op !== 'Add') return null;
  for (const side of [0, 1]) {
    const product = producer(node.inputs[side]!);
    const bias = node.inputs[1 - side]!;
    if (product?.inputs.length !== 2 || uses(original.inputs[side]!) !== 1) continue;
    const channelAxis = BIAS_AXES[product.op];
    if (channelAxis === undefined) continue;
    const { shape } = product.outputs[0]!;
    const fromEnd = shape.length - channelAxis;
    const liesAlongChannels =
      bias.shape.at(-fromEnd) === shape[channelAxis] && sizeOf(bias.shape) === shape[channelAxis];
    if (!liesAlongChannels) continue;
    const reshaped = producer(bias);
    const flat =
      reshaped?.op === 'Reshape' && reshaped.inputs[0]!.shape.length === 1
        ? reshaped.inputs[0]!
        : reshapeValue(target, bias, [shape[channelAxis]!]);
    return [target.add(product.op, [...product.inputs, flat], node.outputs[0]!, product.attributes)];
  }
  return null;
};

/** Axis of the result along which the third operand is added. */
const BIAS_AXES: Readonly<Record<string, number>> = { Conv: 1, ConvTranspose: 1, Gemm: 1 };

function isNumber({ constant }: Value, number: number): boolean {
  return constant?.length === 1 && Number(constant[0]) === number;
}
