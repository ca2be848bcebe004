import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coordinatesCsv } from '../../../src/engine/export/coordinates.ts';
import { codesCsv, writeEmbedding } from '../../../src/engine/export/embedding.ts';
import { readNpy } from '../../../src/engine/library/npy.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'morphospace-'))));
afterAll(() => rm(folder, { recursive: true }));

const codes = {
  rows: 3,
  dimensions: 2,
  values: Float32Array.of(0.1, -2, 1 / 3, 1e-30, 16777216, 0),
};
const names = [
  { file: 'a.png', label: 'left' },
  { file: 'b, "c".png', label: null },
  { file: 'Ümläut/ß.png', label: 'right, far' },
];

describe('an embedding', () => {
  it('is written as CSV that reads back as the same numbers', async () => {
    const path = join(folder, 'codes.csv');
    await writeEmbedding(codes, names, path);
    const text = await readFile(path, 'utf8');
    expect(text).toBe(
      'file,label,z0,z1\n' +
        'a.png,left,0.1,-2\n' +
        '"b, ""c"".png",,0.33333334,1e-30\n' +
        'Ümläut/ß.png,"right, far",16777216,0\n',
    );
    const numbers = text
      .split('\n')
      .slice(1, 4)
      .flatMap((line) => line.split(',').slice(-2).map(Number));
    expect(Float32Array.from(numbers)).toEqual(codes.values);
  });

  it('is written as Parquet with the same columns', async () => {
    const path = join(folder, 'codes.parquet');
    await writeEmbedding(codes, names, path);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
    expect(rows).toEqual([
      { file: 'a.png', label: 'left', z0: Math.fround(0.1), z1: -2 },
      { file: 'b, "c".png', label: null, z0: Math.fround(1 / 3), z1: Math.fround(1e-30) },
      { file: 'Ümläut/ß.png', label: 'right, far', z0: 16777216, z1: 0 },
    ]);
  });

  it('is written as an array of its shape', async () => {
    const path = join(folder, 'codes.npy');
    await writeEmbedding(codes, names, path);
    expect(await readNpy(path)).toEqual({ shape: [3, 2], values: codes.values });
  });

  it('leaves out images that came after the codes, and refuses to guess missing names', () => {
    expect([...codesCsv({ ...codes, rows: 2 }, names)].join('').split('\n')).toHaveLength(4);
    expect(() => [...codesCsv(codes, names.slice(0, 2))]).toThrow('2 names for 3 rows');
  });

  it('comes in pieces when it is long', () => {
    const many = { rows: 5000, dimensions: 1, values: new Float32Array(5000) };
    const pieces = [
      ...codesCsv(
        many,
        Array.from({ length: 5000 }, () => names[0]!),
      ),
    ];
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('').match(/\n/g)).toHaveLength(5001);
  });

  it('refuses other endings and leaves nothing behind', async () => {
    const before = await readdir(folder);
    await expect(writeEmbedding(codes, names, join(folder, 'codes.xlsx'))).rejects.toThrow('.xlsx');
    expect(await readdir(folder)).toEqual(before);
  });
});

describe('coordinates as CSV', () => {
  it('have one line an image', () => {
    const text = coordinatesCsv(names, Float32Array.of(1, 2.5, -3, 0.1));
    expect(text).toBe('file,label,x,y\na.png,left,1,2.5\n"b, ""c"".png",,-3,0.1\n');
  });
});
