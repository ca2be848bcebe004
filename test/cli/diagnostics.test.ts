/** What a person at a terminal is told about a model that has gone wrong, and about one that has not; both really trained. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ModelRecord,
  modelCardSchema,
  type Validation,
  validationSchema,
} from '../../src/shared/models.ts';
import { writeDiscs } from './pictures.ts';
import { run } from './program.ts';

let folder: string;
let library: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diagnostics-'));
  library = join(folder, 'library');
  for (const [name, count] of [
    ['discs', 120],
    ['others', 20],
  ] as const) {
    await writeDiscs(join(folder, name), count);
    await done('import', join(folder, name), '--name', name);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function done(...args: string[]): Promise<Record<string, unknown>> {
  const { status, result } = await run(library, ...args, '--json');
  expect(status).toBe(0);
  return result;
}

const train = (name: string, beta: number, epochs: number, ...more: string[]) =>
  done(
    ...['train', 'discs', '--name', name, '--beta', String(beta), '--epochs', String(epochs), '--seed', '1'],
    ...['--size', '32', '--latent', '6', '--channels', '8,16,16', '--batch', '16', '--device', 'cpu'],
    ...more,
  );

/** Everything that the library and the exported files say of a model. */
async function recordsOf(name: string) {
  const { models } = (await done('models')) as { models: ModelRecord[] };
  const model = models.find((candidate) => candidate.name === name)!;
  const card = readFileSync(join(library, 'models', model.id, 'model.json'), 'utf8');
  return { model, card: modelCardSchema.parse(JSON.parse(card)) };
}

describe('a VAE that collapses on purpose', () => {
  let trained: Record<string, unknown>;
  // Of a variance of 1/2: where the variance is as small as the error, a nat of code can be worth more than a hundred of pixels.
  beforeAll(async () => (trained = await train('collapsed', 100, 20, '--likelihood', 'gaussian')));

  it('is reported in plain words, with what to change, when it is trained and when it is evaluated', async () => {
    expect((trained.validation as Validation).kl).toBeLessThan(1);
    expect(trained.warnings).toEqual([
      expect.stringMatching(/^Posterior collapse: .+ beta 1 or less \(now 100\)/),
    ]);
    const evaluated = await done('evaluate', 'collapsed');
    expect(evaluated.warnings).toEqual(trained.warnings);
    const { stdout } = await run(library, 'evaluate', 'collapsed');
    expect(stdout).toContain('Warning: Posterior collapse');
  });

  it('keeps the finding in the library and in the files that leave it', async () => {
    const { model, card } = await recordsOf('collapsed');
    expect(model.warnings.map(({ kind }) => kind)).toEqual(['collapse']);
    expect(card.warnings).toEqual(model.warnings);
    const { stdout } = await run(library, 'models');
    expect(stdout).toMatch(/^collapsed .* posterior collapse /m);
  });
});

describe('a sane VAE', () => {
  let trained: Record<string, unknown>;
  beforeAll(async () => (trained = await train('sane', 1, 40)));

  it('is not accused of collapse', async () => {
    const { kl, activeUnits } = validationSchema.parse(trained.validation);
    expect(kl).toBeGreaterThan(1);
    expect(activeUnits).toBeGreaterThan(1);
    const evaluated = await done('evaluate', 'sane');
    for (const { warnings } of [trained, evaluated]) expect(String(warnings)).not.toMatch(/collapse/i);
  });

  it('is compared with images that it learnt from, and again when it is evaluated', async () => {
    const { sharpness, training, gap, elbo, images } = validationSchema.parse(trained.validation);
    expect(sharpness).toBeGreaterThan(0);
    expect(training!.images).toBe(images);
    expect(gap).toBeCloseTo(-elbo! - training!.reconstruction - training!.kl, 3);
    const { validation } = await done('evaluate', 'sane');
    expect(validation).toEqual(trained.validation);
  });

  it('has nothing to be compared with on images of another dataset', async () => {
    const { validation } = await done('evaluate', 'sane', 'others');
    expect(validation).toMatchObject({ images: 20, training: null, gap: null });
    expect((validation as Validation).sharpness).toBeGreaterThan(0);
  });
});
