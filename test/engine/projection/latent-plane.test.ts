import { expect, it } from 'vitest';
import { latentPlane } from '../../../src/engine/projection/latent-plane.ts';

const codes = { rows: 2, dimensions: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) };

it('shows two dimensions of codes as they are', () => {
  expect([...latentPlane(codes, [2, 0])]).toEqual([3, 1, 6, 4]);
});

it('puts codes of one dimension on the x axis', () => {
  expect([...latentPlane({ rows: 2, dimensions: 1, values: Float32Array.of(7, 8) }, [0, 1])]).toEqual([
    7, 0, 8, 0,
  ]);
});

it('says which dimensions there are', () => {
  expect(() => latentPlane(codes, [0, 3])).toThrow(/3 dimensions, numbered from 0 to 2/);
});
