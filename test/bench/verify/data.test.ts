import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findCollection } from '../../../bench/verify/data.ts';

let folder: string;
let data: string;
let unpacked: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-'));
  [data, unpacked] = [join(folder, 'data'), join(folder, 'unpacked')];
  mkdirSync(data);
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeFaces(parent: string): void {
  mkdirSync(join(parent, 'orl-faces', 's1'), { recursive: true });
  writeFileSync(join(parent, 'orl-faces', 's1', '1.pgm'), 'P5 1 1 255\n0');
}

it('an archive is unpacked, and once only', () => {
  writeFaces(folder);
  spawnSync('tar', ['czf', join(data, 'orl-faces.tar.gz'), '-C', folder, 'orl-faces']);
  const found = findCollection('orl', data, unpacked);
  expect(existsSync(join(found, 'orl-faces', 's1', '1.pgm'))).toBe(true);
  rmSync(join(data, 'orl-faces.tar.gz'));
  expect(findCollection('orl', data, unpacked)).toBe(found);
});

it('an unpacked copy is taken where it lies', () => {
  writeFaces(data);
  expect(findCollection('orl', data, unpacked)).toBe(data);
  expect(existsSync(unpacked)).toBe(false);
});

it('half an unpacked copy is not taken for a whole one', () => {
  mkdirSync(join(data, 'train'));
  expect(() => findCollection('mnist', data, unpacked)).toThrow(
    'neither mnist-png.tar.gz nor train and test',
  );
});

it('a broken archive is told, and leaves nothing that looks unpacked', () => {
  writeFileSync(join(data, 'orl-faces.tar.gz'), 'no archive');
  expect(() => findCollection('orl', data, unpacked)).toThrow('tar could not unpack');
  expect(existsSync(join(unpacked, 'orl'))).toBe(false);
});
