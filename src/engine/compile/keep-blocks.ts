/**
 * Lets values stay in blocks (see `blocked-layout.ts`) from one operation to the next: what treats every number by itself
 * does so in any layout, so that most changes of layout meet their opposite and both vanish.
 */
import { BLOCKED_DOMAIN, fromBlocks, fromBlocksToChannelsLast } from './blocked-layout.ts';
import { type Graph, type GraphNode, type Value, sameShape } from './graph.ts';
import { reshapeValue } from './layout.ts';
import { type Rule, type RewriteContext, rewrite } from './rewrite.ts';

export function keepBlocks(graph: Graph): Graph {
  if (!graph.nodes.some(({ domain }) => domain === BLOCKED_DOMAIN)) return graph;
  const rules = [activateInside, computeInBlocks, addUpInPlace, undoChange];
  // The second round removes what the first made superfluous.
  return rewrite(rewrite(graph, (...call) => firstResult(rules, call)));
}

function firstResult(rules: readonly Rule[], call: Parameters<Rule>): ReturnType<Rule> {
  return rules.reduce<ReturnType<Rule>>((done, rule) => done ?? rule(...call), null);
}

/** The value in blocks of which `value` is the copy in [n, c, h, w]. */
function inBlocks(value: Value, { producer }: RewriteContext): Value | null {
  const node = producer(value);
  return node && isChange(node, 'ReorderOutput') ? node.inputs[0]! : null;
}

function isChange(
  { op, domain, attributes }: GraphNode,
  direction: 'ReorderInput' | 'ReorderOutput',
): boolean {
  return op === direction && domain === BLOCKED_DOMAIN && !attributes['channels_last'];
}

const undoChange: Rule = (node, _original, context) => {
  if (!isChange(node, 'ReorderInput')) return null;
  const blocked = inBlocks(node.inputs[0]!, context);
  return blocked && [blocked];
};

/** Operations that treat every number by itself, of operands of one shape or single numbers. */
const ELEMENTWISE = new Set([
  'Add',
  'Div',
  'HardSigmoid',
  'LeakyRelu',
  'Mul',
  'Neg',
  'Relu',
  'Sigmoid',
  'Sub',
  'Tanh',
]);

const computeInBlocks: Rule = (node, _original, context) => {
  const [result] = node.outputs as [Value];
  if (!ELEMENTWISE.has(node.op) || node.domain !== '' || result.shape.length !== 4) return null;
  const operands = node.inputs.map((input) => (input.shape.length === 0 ? input : inBlocks(input, context)));
  const complete = operands.filter((operand) => operand !== null);
  const fits = (value: Value): boolean => value.shape.length === 0 || sameShape(value.shape, result.shape);
  const known = complete.some(({ shape }) => shape.length > 0);
  if (!known || complete.length < operands.length || !complete.every(fits)) return null;
  const { target } = context;
  return [fromBlocks(target, target.add(node.op, complete, result, node.attributes))];
};

/** A convolution in blocks applies ReLU as it writes its result, also where that is only one part of several. */
const activateInside: Rule = (node, original, context) => {
  if (node.op !== 'Relu' || context.uses(original.inputs[0]!) !== 1) return null;
  const activated = activate(node.inputs[0]!, context);
  return activated && [activated];
};

function activate(value: Value, context: RewriteContext): Value | null {
  const node = context.producer(value);
  if (!node) return null;
  const { target } = context;
  if (node.op === 'Conv' && node.domain === BLOCKED_DOMAIN) {
    return target.add('Conv', node.inputs, value, { ...node.attributes, activation: 'Relu' }, BLOCKED_DOMAIN);
  }
  if (!isChange(node, 'ReorderOutput') && node.op !== 'Reshape' && node.op !== 'Concat') return null;
  const parts = node.op === 'Reshape' ? node.inputs.slice(0, 1) : node.inputs;
  const activated = parts.map((part) => activate(part, context)).filter((part) => part !== null);
  if (activated.length < parts.length) return null;
  if (node.op === 'Reshape') return reshapeValue(target, activated[0]!, value.shape);
  return target.add(node.op, activated, value, node.attributes, node.domain);
}

/**
 * A sum over everything is taken as the numbers lie; one over images and pixels, the gradient of a bias, where channels
 * come last, so that whole rows are added.
 */
const addUpInPlace: Rule = (node, _original, context) => {
  if (node.op !== 'ReduceSum' || node.attributes['keepdims'] !== 0) return null;
  const blocked = inBlocks(node.inputs[0]!, context);
  if (!blocked) return null;
  const { target } = context;
  const [result] = node.outputs as [Value];
  if (result.shape.length === 0)
    return [target.add(node.op, [blocked, node.inputs[1]!], result, node.attributes)];
  if (String(node.inputs[1]!.constant) !== '0,2,3') return null;
  const operands = [fromBlocksToChannelsLast(target, blocked), target.integers([0, 1, 2])];
  return [target.add(node.op, operands, result, node.attributes)];
};
