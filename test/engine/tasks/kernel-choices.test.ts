import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepKernelChoices, readKernelChoices } from '../../../src/engine/tasks/kernel-choices.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morphospace-choices-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (hours: number) => new Date(Date.UTC(2030, 0, 1, hours));

test('what was found steadily stays, and takes the place of what was not', async () => {
  await keepKernelChoices(folder, 'cpu', { steady: {}, provisional: { a: 'slow', b: 'slow' } }, at(0));
  expect(await readKernelChoices(folder, 'cpu', at(1))).toEqual({ a: 'slow', b: 'slow' });
  await keepKernelChoices(folder, 'cpu', { steady: { a: 'fast' }, provisional: {} }, at(2));
  expect(await readKernelChoices(folder, 'cpu', at(3))).toEqual({ a: 'fast', b: 'slow' });
  expect(await readKernelChoices(folder, 'cpu', at(1000))).toEqual({ a: 'fast' });
});

test('what was found on a busy machine counts for a day, and is not renewed by being used', async () => {
  await keepKernelChoices(folder, 'cpu', { steady: {}, provisional: { a: 'first' } }, at(0));
  await keepKernelChoices(folder, 'cpu', { steady: {}, provisional: { a: 'second' } }, at(20));
  expect(await readKernelChoices(folder, 'cpu', at(23))).toEqual({ a: 'first' });
  expect(await readKernelChoices(folder, 'cpu', at(25))).toEqual({});
});

test('devices have choices of their own, and a broken file is none', async () => {
  await keepKernelChoices(folder, 'cpu', { steady: { a: 'fast' }, provisional: {} }, at(0));
  expect(await readKernelChoices(folder, 'webgpu', at(0))).toEqual({});
  await writeFile(join(folder, 'kernel-choices.json'), '{"cpu');
  expect(await readKernelChoices(folder, 'cpu', at(0))).toEqual({});
});
