import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { updateTable } from '../../../bench/verify/markdown-table.ts';

const table = { name: 'figures', columns: ['row', 'measured'], order: ['`a`', '`b`', '`c`'] };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'table-'));
  file = join(folder, 'page.md');
  writeFileSync(file, '# Page\n\nBefore.\n\n<!-- begin figures -->\n\n<!-- end figures -->\n\nAfter.\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const rowsOf = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );

it('rows come in the order of the table, whenever they were measured', async () => {
  await updateTable(file, table, new Map([['`c`', ['3']]]));
  await updateTable(file, table, new Map([['`a`', ['1']]]));
  expect(rowsOf()).toEqual([
    ['`a`', '1'],
    ['`c`', '3'],
  ]);
});

it('rows that were not measured stay as they were, and so does the text around', async () => {
  await updateTable(
    file,
    table,
    new Map([
      ['`a`', ['1']],
      ['`b`', ['2']],
    ]),
  );
  await updateTable(file, table, new Map([['`b`', ['20']]]));
  expect(rowsOf()).toEqual([
    ['`a`', '1'],
    ['`b`', '20'],
  ]);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^# Page\n\nBefore\.\n/);
  expect(text).toMatch(/\nAfter\.\n$/);
});

it('rows that the table no longer knows are dropped', async () => {
  await updateTable(
    file,
    table,
    new Map([
      ['`a`', ['1']],
      ['`b`', ['2']],
    ]),
  );
  await updateTable(file, { ...table, order: ['`b`'] }, new Map());
  expect(rowsOf()).toEqual([['`b`', '2']]);
});

it('a document without a place for it is left alone', async () => {
  writeFileSync(file, '# Page\n');
  await expect(updateTable(file, table, new Map([['`a`', ['1']]]))).rejects.toThrow('begin figures');
  expect(readFileSync(file, 'utf8')).toBe('# Page\n');
});
