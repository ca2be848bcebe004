import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNpy, readNpyRows, writeNpy, writeNpyRows } from '../../../src/engine/library/npy.ts';
import { readSafetensors, writeSafetensors } from '../../../src/engine/library/safetensors.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'arrays-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** numpy.save of np.arange(6, dtype='<f4').reshape(2, 3), by NumPy 2.4. */
const BY_NUMPY =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAACAQAAAoEA=';

describe('npy files', () => {
  const values = Float32Array.of(0, 1, 2, 3, 4, 5);

  it('are byte for byte what NumPy writes', async () => {
    await writeNpy(join(folder, 'a.npy'), { shape: [2, 3], values });
    expect(readFileSync(join(folder, 'a.npy'), 'base64')).toBe(BY_NUMPY);
  });

  it('can be written in pieces and read row by row', async () => {
    const path = join(folder, 'a.npy');
    await writeNpyRows(
      path,
      2,
      3,
      (async function* () {
        yield values.subarray(0, 3);
        yield values.subarray(3);
      })(),
    );
    expect(await readNpy(path)).toEqual({ shape: [2, 3], values });
    expect(await readNpyRows(path, [1])).toEqual({ shape: [1, 3], values: Float32Array.of(3, 4, 5) });
  });

  it('are refused when cut short or of another type', async () => {
    const path = join(folder, 'a.npy');
    writeFileSync(path, Buffer.from(BY_NUMPY, 'base64').subarray(0, 130));
    await expect(readNpy(path)).rejects.toMatchObject({ code: 'bad-npy' });
    writeFileSync(
      path,
      Buffer.from(Buffer.from(BY_NUMPY, 'base64').toString('latin1').replace('<f4', '<f8'), 'latin1'),
    );
    await expect(readNpy(path)).rejects.toMatchObject({ code: 'bad-npy' });
  });
});

describe('safetensors files', () => {
  it('give back the tensors and metadata that were written', async () => {
    const path = join(folder, 'a.safetensors');
    const tensors = {
      'decoder.weight': { shape: [2, 2], values: Float32Array.of(1, 2, 3, NaN) },
      bias: { shape: [], values: Float32Array.of(7) },
    };
    await writeSafetensors(path, { tensors, metadata: { epoch: '3' } });
    expect(await readSafetensors(path)).toEqual({ tensors, metadata: { epoch: '3' } });
    // The layout that every reader of the format relies on: 8 bytes of length, JSON padded to 8, then the data.
    const bytes = readFileSync(path);
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    expect(bytes.length).toBe(8 + length + 20);
  });

  it('are refused when cut short', async () => {
    const path = join(folder, 'a.safetensors');
    await writeSafetensors(path, {
      tensors: { a: { shape: [4], values: new Float32Array(4) } },
      metadata: {},
    });
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'bad-safetensors' });
  });
});
