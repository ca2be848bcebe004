import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/engine/compile/candidate.ts';
import { Graph, type GraphNode } from '../../../src/engine/compile/graph.ts';
import { candidatesFor, hasChoice } from '../../../src/engine/compile/lowering.ts';
import { timedChoices, tune } from '../../../src/engine/runtime/tuning.ts';
import { randomNumbers, relativeError, runGraph } from '../compile/executors.ts';

const CPU = { device: 'cpu', threads: 1 } as const;
const images = randomNumbers([2, 16, 10, 6], 1);
const filter = randomNumbers([32, 16, 4, 4], 2);
const bias = randomNumbers([32], 3);

/** The node of a convolution with kernel 4, stride 2, padding 1 in a graph of its own. */
function convolutionNode(): GraphNode {
  const graph = new Graph();
  const inputs = [images, filter, bias].map(({ shape }, i) => graph.input(`input${i}`, { shape }));
  const window = { kernel_shape: [4, 4], strides: [2, 2], dilations: [1, 1], pads: [1, 1, 1, 1] };
  graph.add('Conv', inputs, { shape: [2, 32, 5, 3] }, window);
  return graph.nodes[0]!;
}

async function run(candidate: Candidate): Promise<Float32Array> {
  const graph = new Graph();
  const node = convolutionNode();
  const inputs = node.inputs.map(({ name, shape }) => graph.input(name, { shape }));
  graph.output('result', candidate.build(graph, { ...node, inputs }));
  const named = { input0: images, input1: filter, input2: bias };
  return (await runGraph(graph, named))['result']!.data;
}

describe('Tuning', () => {
  it('offers several ways for a convolution to many channels, one for a convolution to few', () => {
    const node = convolutionNode();
    expect(hasChoice(node)).toBe(true);
    const few = new Graph();
    const inputs = [
      [2, 16, 10, 6],
      [12, 16, 4, 4],
    ].map((shape, i) => few.input(`input${i}`, { shape }));
    expect(hasChoice({ ...node, inputs })).toBe(false);
  });

  it('keeps operations that only the CPU provider has away from other devices, which would run them on the processor', () => {
    const convolution = convolutionNode();
    const transposed = { ...convolution, op: 'ConvTranspose' };
    const ways = [convolution, transposed].flatMap((node) =>
      candidatesFor(node).map((candidate) => {
        const graph = new Graph();
        const inputs = node.inputs.map(({ name, shape }) => graph.input(name, { shape }));
        candidate.build(graph, { ...node, inputs });
        return {
          name: candidate.name,
          marked: candidate.processorOnly === true,
          own: graph.nodes.some(({ domain }) => domain === 'com.microsoft.nchwc'),
        };
      }),
    );
    expect(ways.filter(({ own }) => own).map(({ name }) => name)).toContain('blocked by 16');
    for (const { name, marked, own } of ways) expect(marked || !own, name).toBe(true);
  });

  it('never chooses a way whose result differs from the standard one', async () => {
    const node = convolutionNode();
    const candidates = candidatesFor(node);
    const choice = (await tune([node], CPU))(node, candidates);
    expect(relativeError(await run(choice), await run(candidates[0]!))).toBeLessThan(1e-4);
  });

  it('takes over given choices without asking the clock, but only those that are right on this processor', async () => {
    const node = convolutionNode();
    const signature = 'Conv 2x16x10x6 32x16x4x4, kernel 4,4, strides 2,2, dilations 1,1, pads 1,1,1,1';
    const candidates = candidatesFor(node);
    const expected = await run(candidates[0]!);
    for (const candidate of candidates) {
      const result = await run(candidate).catch(() => null);
      const isRight = result !== null && relativeError(result, expected) < 1e-4;
      const choice = (await tune([node], CPU, { [signature]: candidate.name }))(node, candidates);
      expect(choice.name === candidate.name || !isRight, candidate.name).toBe(true);
      expect(relativeError(await run(choice), expected)).toBeLessThan(1e-4);
    }
  });

  it('chooses what is right, provisionally, when there is no time to time', async () => {
    const settings = { device: 'cpu', threads: 2 } as const;
    const node = convolutionNode();
    const candidates = candidatesFor(node);
    const before = timedChoices(settings);
    const choice = (await tune([node], settings, {}, 0))(node, candidates);
    expect(choice.processorOnly).toBe(true);
    expect(relativeError(await run(choice), await run(candidates[0]!))).toBeLessThan(1e-4);
    const { steady, provisional } = timedChoices(settings);
    expect(steady).toEqual(before.steady);
    expect(Object.values(provisional)).toEqual([choice.name]);
    // And computes alike in the same process from then on, however much time there is.
    const later = (await tune([node], settings))(node, candidates);
    expect(later.name).toBe(choice.name);
  });
});
