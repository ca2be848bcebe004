import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PictureLoader, type PictureRequest } from '../../../src/renderer/map/picture-loader.ts';

interface Pending {
  url: string;
  signal: AbortSignal;
  resolve(): void;
  reject(): void;
}

let pending: Pending[];
let closed: string[];
let changes: number;
let loader: PictureLoader;

beforeEach(() => {
  vi.useFakeTimers();
  pending = [];
  closed = [];
  changes = 0;
  const decode = ({ url }: PictureRequest, signal: AbortSignal) =>
    new Promise<ImageBitmap>((resolve, reject) => {
      const bitmap = { width: 1, height: 1, close: () => closed.push(url) } as ImageBitmap;
      pending.push({ url, signal, resolve: () => resolve(bitmap), reject: () => reject(new Error('404')) });
    });
  loader = new PictureLoader(
    (key) => ({ url: `/${key}`, square: null }),
    () => changes++,
    decode,
  );
});
afterEach(() => {
  loader.dispose();
  vi.useRealTimers();
});

/** Lets promises that are settled be heard. */
const settle = () => vi.advanceTimersByTimeAsync(0);

test('a picture is loaded once, however often it is asked for', async () => {
  for (let k = 0; k < 5; k++) loader.request(3);
  expect(pending.map(({ url }) => url)).toEqual(['/3']);
  pending[0]!.resolve();
  await settle();
  loader.request(3);
  expect(pending).toHaveLength(1);
  expect(changes).toBe(1);
  expect(loader.take()?.key).toBe(3);
  expect(loader.take()).toBeNull();
});

test('only so many are under way at once; the rest are for later', async () => {
  for (let key = 0; key < 100; key++) loader.request(key);
  const first = pending.length;
  expect(first).toBeGreaterThan(1);
  expect(first).toBeLessThan(10);
  expect(loader.full).toBe(true);
  pending[0]!.resolve();
  await settle();
  loader.take();
  for (let key = 0; key < 100; key++) loader.request(key);
  expect(pending).toHaveLength(first + 1);
});

test('what fails is tried again after a while, and given up in the end', async () => {
  for (let attempt = 1; attempt <= 4; attempt++) {
    loader.request(8);
    expect(pending).toHaveLength(attempt);
    pending.at(-1)!.reject();
    await settle();
    loader.request(8);
    expect(pending).toHaveLength(attempt);
    await vi.advanceTimersByTimeAsync(60_000);
  }
  loader.request(8);
  expect(pending).toHaveLength(4);
  expect(changes).toBe(3);
});

test('when the map goes, loading stops and nothing is kept', async () => {
  loader.request(1);
  loader.request(2);
  pending[0]!.resolve();
  await settle();
  loader.dispose();
  expect(closed).toEqual(['/1']);
  expect(pending[1]!.signal.aborted).toBe(true);
  pending[1]!.resolve();
  await settle();
  expect(closed).toEqual(['/1', '/2']);
});
