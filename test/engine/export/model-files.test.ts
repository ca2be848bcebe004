import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportModel } from '../../../src/engine/export/model-files.ts';
import { openModel, type OpenModel } from '../../../src/engine/runtime/model.ts';
import { modelCardSchema } from '../../../src/shared/models.ts';
import { colourPlan, colourShapes, writeUntrainedModel } from '../training/untrained.ts';

let folder: string;
let model: OpenModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morphospace-'));
  await writeUntrainedModel(join(folder, 'model'));
  model = await openModel(join(folder, 'model'));
});

afterAll(async () => {
  await model.dispose();
  await rm(folder, { recursive: true });
});

describe('model files', () => {
  it('open with the card they were written with', () => {
    expect(modelCardSchema.parse(model.card)).toMatchObject({
      id: 'untrained',
      plan: colourPlan,
      family: 'vae',
    });
  });

  it('are exported whole, into a folder that need not exist', async () => {
    const target = join(folder, 'out', 'there');
    const written = await exportModel(join(folder, 'model'), target);
    expect(written.map((path) => path.slice(target.length + 1))).toEqual([
      'encoder.onnx',
      'decoder.onnx',
      'model.json',
    ]);
    const copy = await openModel(target);
    expect(await copy.encode(colourShapes.bytes.subarray(0, 3 * 784), 1)).toEqual(
      await model.encode(colourShapes.bytes.subarray(0, 3 * 784), 1),
    );
    await copy.dispose();
  });

  it('carry the licence that they are exported with, and compute as before', async () => {
    const target = join(folder, 'licensed');
    await exportModel(join(folder, 'model'), target, 'CC BY 4.0');
    const copy = await openModel(target);
    expect(copy.card.licence).toBe('CC BY 4.0');
    expect(await copy.encode(colourShapes.bytes.subarray(0, 3 * 784), 1)).toEqual(
      await model.encode(colourShapes.bytes.subarray(0, 3 * 784), 1),
    );
    await copy.dispose();
    for (const file of ['encoder.onnx', 'decoder.onnx']) {
      // The last field of the file: metadata_props (14) of 20 bytes, a key (1) and a value (2).
      const tail = (await readFile(join(target, file))).subarray(-22);
      expect(tail).toEqual(Buffer.from('\x72\x14\x0a\x07licence\x12\x09CC BY 4.0', 'latin1'));
    }
  });

  it('are not exported in part', async () => {
    await expect(exportModel(join(folder, 'none'), join(folder, 'nothing'))).rejects.toMatchObject({
      code: 'no-model-files',
    });
    expect(await readdir(folder)).not.toContain('nothing');
  });
});
