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
 * The gradient of ReLU comes as dy · cast(x > 0), and becomes a choice without the product. Its mask is taken from
 * the output of the ReLU (positive exactly where x is), so that x itself need not be kept and the runtime can do
 * convolution and ReLU in one.
 */
const maskGradientOfRelu: Rule = (node, _original, { target, producer }) => {
  if (node.op === 'Greater' && isNumber(node.inputs[1]!, 0)) {
    const relu = target.nodes.find(({ op, inputs }) => op === 'Relu' && inputs[0] === node.inputs[0]);
    return relu ? [target.add('Greater', [relu.outputs[0]!, node.inputs[1]!], node.outputs[0]!)] : null;
  }
  if (node.op !== 'Mul') return null;
  for (const [mask, gradient] of [node.inputs, node.inputs.toReversed()] as [Value, Value][]) {
    const cast = producer(mask);
    if (cast?.op !== 'Cast' || cast.inputs[0]!.dtype !== 'bool' || gradient.dtype !== 'float32') continue;
    return [target.add('Where', [cast.inputs[0]!, gradient, target.scalar(0)], node.outputs[0]!)];
  }
  return null;
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
