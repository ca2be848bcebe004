import { describe, expect, test } from 'vitest';
import { picturesFor } from '../../../src/renderer/components/gallery/gridPictures.ts';
import { levelFor, tilePlace } from '../../../src/renderer/components/images/thumbnails.ts';
import { makeDataset } from '../fake-library.ts';

const levels = makeDataset('d', 'Dataset', 5000).thumbnails;

describe('thumbnails', () => {
  test('lie row by row in pages', () => {
    const level = { level: 0, tile: 64, columns: 4, rows: 3, pages: 2 };
    expect(tilePlace(level, 0)).toEqual({ page: 0, column: 0, row: 0 });
    expect(tilePlace(level, 5)).toEqual({ page: 0, column: 1, row: 1 });
    expect(tilePlace(level, 12)).toEqual({ page: 1, column: 0, row: 0 });
  });

  test('come from the smallest level that is large enough', () => {
    expect(levelFor(levels, 20)?.tile).toBe(32);
    expect(levelFor(levels, 64)?.tile).toBe(64);
    expect(levelFor(levels, 70)?.tile).toBe(64);
    expect(levelFor(levels, 80)?.tile).toBe(128);
    expect(levelFor(levels, 900)?.tile).toBe(128);
    expect(levelFor([], 20)).toBeNull();
  });
});

describe('pictures of a view', () => {
  const dataset = makeDataset('d', 'Dataset', 100_000);
  const asIs = (path: string) => path;

  test('that lie together share their page', () => {
    const indices = Array.from({ length: 100 }, (_, i) => i);
    const pictures = picturesFor(dataset, indices, 64, asIs);
    expect(new Set(pictures.map(({ address }) => address)).size).toBe(1);
    expect(pictures[17]!.cut).toEqual({ x: 64, y: 64, side: 64 });
  });

  test('that are scattered over too many pages are fetched one by one', () => {
    const indices = Array.from({ length: 100 }, (_, i) => i * 1000);
    const pictures = picturesFor(dataset, indices, 64, asIs);
    expect(pictures[3]).toEqual({ address: '/data/datasets/d/images/3000?side=128', cut: null });
  });

  test('that are larger than any tile are fetched in a size that suits', () => {
    const [picture] = picturesFor(dataset, [7], 300, asIs);
    expect(picture!.address).toBe('/data/datasets/d/images/7?side=512');
  });
});
