/** The sample set "Sample faces": how many faces, from which seed, under which names, and the table that comes with them. */
import { drawFactors, FACTOR_NAMES, type FactorName, type Factors } from './factors.ts';

export const SAMPLE_NAME = 'Sample faces';
export const SAMPLE_COUNT = 3000;
export const SAMPLE_SEED = 20_240;

/** Side of the pictures in pixels. */
export const SAMPLE_SIZE = 128;

/** The factor that names the faces' labels. */
export const LABEL_FACTOR = 'hairStyle' satisfies FactorName;

/** The factors of all sample faces, in the order of their files. */
export function sampleFaces(): Factors[] {
  return drawFactors(SAMPLE_COUNT, SAMPLE_SEED);
}

/** `face-0001.webp` for the first face (index 0). */
export function fileOf(index: number): string {
  return `face-${String(index + 1).padStart(4, '0')}.webp`;
}

/** The table of factors: `file`, `label` (as an import reads them), then a column for each factor. No value needs quoting. */
export function factorsCsv(faces: readonly Factors[]): string {
  const rows = faces.map((factors, index) =>
    [fileOf(index), factors[LABEL_FACTOR], ...FACTOR_NAMES.map((name) => factors[name])].join(','),
  );
  return [['file', 'label', ...FACTOR_NAMES].join(','), ...rows, ''].join('\n');
}
