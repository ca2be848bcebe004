import { expect, it } from 'vitest';
import { LogisticRegression } from '../../../src/engine/analysis/logistic-regression.ts';
import { codesOf } from './clusters.ts';

/** Normal numbers from a formula, so that another program can make the same. */
function formulaNormal(i: number, stream: number): number {
  const fraction = (angle: number) => (((Math.sin(angle) * 43758.5453) % 1) + 1) % 1;
  const radius = Math.sqrt(-2 * Math.log(1 - fraction(i * 12.9898 + stream)));
  return radius * Math.cos(2 * Math.PI * fraction(i * 78.233 + stream));
}

const thousandths = (value: number) => Math.round(value * 1000) / 1000;

/** Three overlapping classes; row i is of class i % 3. */
const CODES = codesOf(
  Array.from({ length: 60 }, (_, i) => {
    const [a, b, c] = [formulaNormal(i, 1), formulaNormal(i, 2), formulaNormal(i, 3)];
    const [x, y, z] = [1 + 2 * a, a + 0.5 * b, -3 + 0.2 * c - 0.3 * b].map(thousandths);
    return [thousandths(x! + [0, 1.5, -1][i % 3]!), thousandths(y! + [0, -1, 1.2][i % 3]!), z!];
  }),
);
const LABELS = Int32Array.from({ length: 60 }, (_, i) => i % 3);

it('agrees with scikit-learn 1.9 on standardised codes', async () => {
  const regression = await LogisticRegression.open(CODES, LABELS, 3);
  const weights = await regression.fit(() => true);
  const expected = [
    [0.04016424, 1.67342583, -1.71359007],
    [0.01416629, -2.52970429, 2.51553799],
    [-0.02999767, -0.54938078, 0.57937845],
  ];
  expected.flat().forEach((weight, i) => expect(weights.values[i]).toBeCloseTo(weight, 2));
  const probabilities = new Float32Array(60 * 3);
  await regression.predict(weights, (row) => row < 4, probabilities);
  await regression.close();
  const first = [0.62441495, 0.24137238, 0.13421267, 0.16735168, 0.83077355, 0.00187477];
  first.forEach((probability, i) => expect(probabilities[i]).toBeCloseTo(probability, 3));
  expect(probabilities.subarray(12).every((probability) => probability === 0)).toBe(true);
});

it('learns nothing from rows that it is not taught', async () => {
  const wrong = Int32Array.from(LABELS, (label, row) => (row < 30 ? label : (label + 1) % 3));
  const fits = [];
  for (const labels of [LABELS, wrong]) {
    const regression = await LogisticRegression.open(CODES, labels, 3);
    fits.push(await regression.fit((row) => row < 30));
    await regression.close();
  }
  expect(fits[1]).toEqual(fits[0]);
});
