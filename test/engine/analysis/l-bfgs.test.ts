import { expect, it } from 'vitest';
import { type Evaluation, minimise } from '../../../src/engine/analysis/l-bfgs.ts';

/** The valley of Rosenbrock (1960), whose least value, 0, is at (1, 1). */
async function rosenbrock([x, y]: ArrayLike<number> & Iterable<number>): Promise<Evaluation> {
  const [a, b] = [x!, y!];
  return {
    value: (1 - a) ** 2 + 100 * (b - a * a) ** 2,
    gradient: Float64Array.of(-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)),
  };
}

it('finds the end of a bent valley', async () => {
  const found = await minimise(rosenbrock, Float64Array.of(-1.2, 1), { tolerance: 1e-8, iterations: 200 });
  expect(found[0]).toBeCloseTo(1, 6);
  expect(found[1]).toBeCloseTo(1, 6);
});

it('solves a badly scaled quadratic of many variables', async () => {
  const scale = (i: number) => 10 ** (i / 20);
  const quadratic = async (x: Float64Array): Promise<Evaluation> => ({
    value: x.reduce((sum, value, i) => sum + (scale(i) * (value - i) ** 2) / 2, 0),
    gradient: x.map((value, i) => scale(i) * (value - i)),
  });
  const found = await minimise(quadratic, new Float64Array(60), { tolerance: 1e-7, iterations: 500 });
  found.forEach((value, i) => expect(value).toBeCloseTo(i, 5));
});

it('leaves its start as it was, and stays where there is nothing to gain', async () => {
  const start = Float64Array.of(1, 1);
  expect(await minimise(rosenbrock, start)).toEqual(Float64Array.of(1, 1));
  await minimise(rosenbrock, Float64Array.of(0, 0));
  expect(start).toEqual(Float64Array.of(1, 1));
});
