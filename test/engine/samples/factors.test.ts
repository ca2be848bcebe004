import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  drawFactors,
  FACTOR_NAMES,
  FACTORS,
  type FactorName,
  type Factors,
} from '../../../src/engine/samples/factors.ts';
import {
  factorsCsv,
  LABEL_FACTOR,
  SAMPLE_COUNT,
  sampleFaces,
} from '../../../src/engine/samples/sample-faces.ts';

const faces = sampleFaces();

/** Columns of numbers that a factor is correlated by: itself, or one indicator per word. */
function columnsOf(name: FactorName): number[][] {
  const factor = FACTORS[name];
  const values = faces.map((face) => face[name]);
  if (factor.kind === 'continuous') return [values as number[]];
  return factor.values.map((word) => values.map((value) => Number(value === word)));
}

function correlation(a: number[], b: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - meanA) * (b[i]! - meanB);
    aa += (value - meanA) ** 2;
    bb += (b[i]! - meanB) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}

describe('the factors of the sample faces', () => {
  it('are the same on every platform', () => {
    expect(createHash('sha256').update(factorsCsv(faces)).digest('hex')).toMatchInlineSnapshot(
      `"b6eebdc3376c2cfcc6e5979e5a6e87eb2f1c4a3e51243dcb7198693b34e64d6e"`,
    );
  });

  it('of one face do not depend on how many are drawn, and do depend on the seed', () => {
    expect(drawFactors(20, 7).slice(0, 5)).toEqual(drawFactors(5, 7));
    expect(drawFactors(5, 8)).not.toEqual(drawFactors(5, 7));
  });

  it('are at least ten, each within its documented range and reaching both ends of it', () => {
    expect(FACTOR_NAMES.length).toBeGreaterThanOrEqual(10);
    for (const name of FACTOR_NAMES) {
      const factor = FACTORS[name];
      const values = faces.map((face) => face[name]);
      if (factor.kind === 'discrete') {
        expect(new Set(values), name).toEqual(new Set(factor.values));
        continue;
      }
      const [low, high] = factor.range;
      const [least, most] = [Math.min(...(values as number[])), Math.max(...(values as number[]))];
      expect(least, name).toBeGreaterThanOrEqual(low);
      expect(most, name).toBeLessThanOrEqual(high);
      expect((most - least) / (high - low), name).toBeGreaterThan(0.99);
    }
  });

  it('are all in the documentation', async () => {
    const page = await readFile(new URL('../../../docs/sample-faces.md', import.meta.url), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const documented = rows.flatMap((row) =>
      [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(documented).toEqual(FACTOR_NAMES);
    for (const name of FACTOR_NAMES) {
      const factor = FACTORS[name];
      const row = rows.find((text) => text.includes(`\`${name}\``));
      if (factor.kind === 'discrete') expect(row).toContain(factor.values.join(', '));
    }
  });

  it('follow the documented weights', () => {
    const share = (name: FactorName, word: string) =>
      faces.filter((face) => face[name] === word).length / SAMPLE_COUNT;
    expect(share('glasses', 'none')).toBeCloseTo(3 / 5, 1);
    expect(share('facialHair', 'beard')).toBeCloseTo(1.6 / 9.8, 1);
    expect(share('hairStyle', 'afro')).toBeCloseTo(1 / 12, 1);
  });

  it('are independent: no pair correlates beyond chance', () => {
    // The standard error of a correlation of 3,000 independent pairs is 0.018; 0.09 is five of them.
    for (const [i, first] of FACTOR_NAMES.entries()) {
      for (const second of FACTOR_NAMES.slice(i + 1)) {
        for (const a of columnsOf(first)) {
          for (const b of columnsOf(second)) {
            expect(Math.abs(correlation(a, b)), `${first} and ${second}`).toBeLessThan(0.09);
          }
        }
      }
    }
  });
});

describe('the table of factors', () => {
  const [header, ...rows] = factorsCsv(faces).trimEnd().split('\n');

  it('has one row per face that reads back as the factors', () => {
    const names = header!.split(',');
    expect(names).toEqual(['file', 'label', ...FACTOR_NAMES]);
    expect(rows).toHaveLength(SAMPLE_COUNT);
    const [file, label, ...values] = rows[41]!.split(',');
    const read = Object.fromEntries(
      FACTOR_NAMES.map((name, i) => [
        name,
        FACTORS[name].kind === 'continuous' ? Number(values[i]) : values[i],
      ]),
    ) as Factors;
    expect(file).toBe('face-0042.webp');
    expect(read).toEqual(faces[41]);
    expect(label).toBe(faces[41]![LABEL_FACTOR]);
  });
});
