import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TableColumn, writeTable } from '../../../src/engine/export/table.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'table-'))));
afterAll(() => rm(folder, { recursive: true }));

const columns: TableColumn[] = [
  { name: 'file', type: 'text', values: ['a.png', 'b, "c".png', 'ß.png'] },
  { name: 'excluded', type: 'flag', values: [false, true, false] },
  { name: 'error, mean', type: 'number', values: Float32Array.of(0.1, NaN, -3) },
  { name: 'file', type: 'text', values: [null, 'x', ''] },
];

describe('a table', () => {
  it('is written as CSV, with nothing where there is no value', async () => {
    await writeTable(columns, join(folder, 'table.csv'));
    expect(await readFile(join(folder, 'table.csv'), 'utf8')).toBe(
      'file,excluded,"error, mean",file (2)\n' +
        'a.png,false,0.1,\n"b, ""c"".png",true,,x\nß.png,false,-3,\n',
    );
  });

  it('is written as Parquet with the types of its columns', async () => {
    const path = join(folder, 'table.parquet');
    await writeTable(columns, path);
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(path) })).toEqual([
      { file: 'a.png', excluded: false, 'error, mean': Math.fround(0.1), 'file (2)': null },
      { file: 'b, "c".png', excluded: true, 'error, mean': null, 'file (2)': 'x' },
      { file: 'ß.png', excluded: false, 'error, mean': -3, 'file (2)': '' },
    ]);
  });

  it('is written as nothing else', async () => {
    await expect(writeTable(columns, join(folder, 'table.xls'))).rejects.toMatchObject({
      code: 'unknown-format',
    });
    expect(await readdir(folder)).not.toContain('table.xls');
  });
});
