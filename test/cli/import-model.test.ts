/** A model that was made elsewhere, from a terminal: imported, used, not trained further. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANY, flatten, unflatten, writeForeign } from '../engine/runtime/foreign-files.ts';
import { writeDiscs } from './pictures.ts';
import { run } from './program.ts';

/** Smaller than the pictures, which are resized for it. */
const SIDE = 8;
const VALUES = 3 * SIDE * SIDE;
let folder: string;
let library: string;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-model-'));
  library = at('library');
  await writeDiscs(at('discs'), 20);
  await writeForeign(folder, 'theirs.onnx', (graph) => ({
    z: flatten(graph, graph.input('pixels', { shape: [ANY, 3, SIDE, SIDE] }), VALUES),
  }));
  await writeForeign(folder, 'back.onnx', (graph) => ({
    picture: unflatten(graph, graph.input('z', { shape: [ANY, VALUES] }), [3, SIDE, SIDE]),
  }));
  expect((await run(library, 'import', at('discs'), '--name', 'discs')).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a model from elsewhere', () => {
  it('is imported, and what was found is told', async () => {
    const { status, stdout } = await run(
      library,
      ...['import-model', 'discs', '--encoder', at('theirs.onnx'), '--decoder', at('back.onnx')],
      ...['--name', 'theirs', '--range', '0..1'],
    );
    expect(status).toBe(0);
    expect(stdout).toContain('The encoder takes 8 × 8 colour images as “pixels”, NCHW, values from 0 to 1.');
    expect(stdout).toContain(`codes of ${VALUES} numbers (“z”)`);
    expect(stdout).toContain('It reconstructs 20 images of this dataset with 100.0 dB');
    expect((await run(library, 'models')).stdout).toMatch(/theirs +imported +8 px/);
  });

  it('draws samples and is exported as it came', async () => {
    expect((await run(library, 'sample', 'theirs', '--out', at('samples.png'))).status).toBe(0);
    expect((await run(library, 'export', 'theirs', '--out', at('out'))).status).toBe(0);
    expect(readFileSync(at('out', 'encoder.onnx'))).toEqual(readFileSync(at('theirs.onnx')));
  });

  it('is not trained further', async () => {
    const { status, stderr } = await run(library, 'train', 'discs', '--resume', '--name', 'theirs');
    expect(status).toBe(1);
    expect(stderr).toContain('theirs was imported');
    expect((await run(library, 'train', 'discs', '--resume')).stderr).toContain('no training');
  });

  it('says what does not fit', async () => {
    const { status, stderr } = await run(library, 'import-model', 'discs', '--encoder', at('back.onnx'));
    expect(status).toBe(1);
    expect(stderr).toContain(`its input z is float32 [n, ${VALUES}], and images were expected`);
  });
});
