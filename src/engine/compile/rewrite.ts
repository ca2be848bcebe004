/** Graphs are never edited in place: a pass walks the nodes that matter and builds a new graph, node by node. */
import { Graph, type GraphNode, type Value } from './graph.ts';

/** What a rule may look at besides the node itself. */
export interface RewriteContext {
  /** The graph being built. */
  target: Graph;
  /** The node of the new graph that makes a value; none for inputs and constants. */
  producer(value: Value): GraphNode | undefined;
  /** How many nodes and outputs of the old graph use a value of the old graph. */
  uses(value: Value): number;
}

/** Gets a node with its new inputs, and the node as it was; returns its new outputs, or null to keep it as it is. */
export type Rule = (node: GraphNode, original: GraphNode, context: RewriteContext) => readonly Value[] | null;

/** A new graph without dead nodes, in which every node went through `rule`. */
export function rewrite(graph: Graph, rule: Rule = () => null): Graph {
  const live = liveNodes(graph);
  const target = new Graph(graph.symbolicBatch);
  const values = new Map<string, Value>();
  const producers = new Map<string, GraphNode>();
  const useCounts = countUses(graph, live);
  for (const { name, dtype, shape } of graph.inputs) values.set(name, target.input(name, { shape, dtype }));

  const mapped = (value: Value): Value => {
    const known = values.get(value.name);
    if (known) return known;
    // A constant is carried over when the first node that is still alive asks for it.
    const isGenerated = value.name.startsWith('constant_');
    const copy = isGenerated
      ? target.constant(value.constant!, value.shape)
      : target.weight(value.name, value.constant!, value.shape);
    values.set(value.name, copy);
    return copy;
  };
  const context: RewriteContext = {
    target,
    producer: (value) => producers.get(value.name),
    uses: (value) => useCounts.get(value.name) ?? 0,
  };
  let indexed = 0;
  for (const original of live) {
    const node = { ...original, inputs: original.inputs.map(mapped) };
    const outputs =
      rule(node, original, context) ??
      target.addAll(node.op, node.inputs, node.outputs, node.attributes, node.domain);
    original.outputs.forEach(({ name }, i) => values.set(name, outputs[i]!));
    for (; indexed < target.nodes.length; indexed++) {
      const added = target.nodes[indexed]!;
      for (const { name } of added.outputs) producers.set(name, added);
    }
  }
  for (const [name, value] of graph.outputs) target.output(name, mapped(value));
  return target;
}

function liveNodes(graph: Graph): GraphNode[] {
  const needed = new Set([...graph.outputs.values()].map(({ name }) => name));
  const live: GraphNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some(({ name }) => needed.has(name))) continue;
    live.push(node);
    for (const { name } of node.inputs) needed.add(name);
  }
  return live.reverse();
}

function countUses(graph: Graph, live: readonly GraphNode[]): Map<string, number> {
  const counts = new Map<string, number>();
  const used = [...live.flatMap(({ inputs }) => inputs), ...graph.outputs.values()];
  for (const { name } of used) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
