/** What placing further images on a map needs to know of how it was laid out: `fit.json`, beside its coordinates. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from './atomic.ts';

const fitSchema = z.object({
  /** The first so many images were laid out; the others were placed later. */
  rows: z.number().int(),
  /** Steps that the model had been trained for: after more of them its codes say something else. */
  steps: z.number().int(),
  /** The plane of a principal component analysis. */
  plane: z.object({ mean: z.array(z.number()), axes: z.array(z.number()) }).nullable(),
});
export type ProjectionFit = z.infer<typeof fitSchema>;

/** @param folder the projection's */
export async function writeFit(folder: string, fit: ProjectionFit): Promise<void> {
  await writeFileAtomically(join(folder, 'fit.json'), JSON.stringify(fit));
}

/** Null for a map of an earlier version, and for the one that comes with the sample faces. */
export async function readFit(folder: string): Promise<ProjectionFit | null> {
  const path = join(folder, 'fit.json');
  return existsSync(path) ? fitSchema.parse(JSON.parse(await readFile(path, 'utf8'))) : null;
}
