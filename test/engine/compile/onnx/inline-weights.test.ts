import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inlineWeights } from '../../../../src/engine/compile/onnx/inline-weights.ts';
import { Message } from '../../../../src/engine/compile/onnx/protobuf.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weights-'));
  mkdirSync(join(folder, 'model'));
  path = join(folder, 'model', 'model.onnx');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FLOAT = 1;
const entry = (key: string, value: string) => new Message().string(1, key).string(2, value);

/** y = x + w, with three numbers of w from byte 8 of another file. */
function modelWithWeightsIn(location: string): Uint8Array {
  const shape = new Message().message(1, new Message().integer(1, 3));
  const vector = (name: string) =>
    new Message()
      .string(1, name)
      .message(2, new Message().message(1, new Message().integer(1, FLOAT).message(2, shape)));
  const weights = new Message().packedIntegers(1, [3]).integer(2, FLOAT).string(8, 'w');
  for (const [key, value] of [
    ['location', location],
    ['offset', '8'],
    ['length', '12'],
  ] as const)
    weights.message(13, entry(key, value));
  weights.integer(14, 1);
  const sum = new Message().string(1, 'x').string(1, 'w').string(2, 'y').string(4, 'Add');
  const graph = new Message().message(1, sum).string(2, 'sum').message(5, weights);
  graph.message(11, vector('x')).message(12, vector('y'));
  const opset = new Message().string(1, '').integer(2, 17);
  return new Message().integer(1, 8).message(7, graph).message(8, opset).bytes();
}

describe('weights in a file beside the model', () => {
  it('are taken into it, and ONNX Runtime finds the same numbers as beside it', async () => {
    const bytes = modelWithWeightsIn('model.onnx.data');
    writeFileSync(path, bytes);
    writeFileSync(`${path}.data`, new Uint8Array(Float32Array.of(9, 9, 1, 2, 3, 9).buffer));
    const whole = await inlineWeights(bytes, path);
    const feeds = { x: new Tensor('float32', Float32Array.of(10, 20, 30), [3]) };
    for (const session of [await InferenceSession.create(path), await InferenceSession.create(whole)]) {
      const { y } = await session.run(feeds);
      expect(y!.data).toEqual(Float32Array.of(11, 22, 33));
      await session.release();
    }
    expect(await inlineWeights(whole, path)).toBe(whole);
  });

  it.each(['missing.data', '../outside.data', '/etc/hostname', ''])(
    'are not read from "%s"',
    async (location) => {
      writeFileSync(join(folder, 'outside.data'), new Uint8Array(20));
      await expect(inlineWeights(modelWithWeightsIn(location), path)).rejects.toMatchObject({
        code: 'missing-weights',
      });
    },
  );

  it('that are too short are refused', async () => {
    writeFileSync(`${path}.data`, new Uint8Array(16));
    await expect(inlineWeights(modelWithWeightsIn('model.onnx.data'), path)).rejects.toMatchObject({
      code: 'missing-weights',
    });
  });
});
