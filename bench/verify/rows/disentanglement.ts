/**
 * What separates factors better than a plain VAE, on images whose factors are known: the same network, steps and batches for four
 * families. The published order is VAE < beta-VAE <= FactorVAE, beta-TCVAE; the differences between seeds are as large as those between
 * neighbouring families (Locatello et al. 2019, figures 3 and 4), so that one seed each shows the order roughly at best.
 */
import { createHash } from 'node:crypto';
import { factorVaeScore, mutualInformationGap } from '../../../src/engine/analysis/disentanglement.ts';
import { Random } from '../../../src/engine/models/random.ts';
import type { Codes } from '../../../src/shared/latent.ts';
import type { TrainingOptions } from '../../../src/shared/models.ts';
import { encodeAll } from '../encode.ts';
import { type FactorPool, facePool, shapePool } from '../factor-pools.ts';
import { chosenFrom, type ImageSet } from '../image-set.ts';
import type { Row } from '../row.ts';
import { SHAPE_COUNT, shapePixels } from '../shapes.ts';
import type { Workplace } from '../workplace.ts';

/** Codes for the mutual information gap, as disentanglement_lib has it; the votes of the FactorVAE score are drawn from all. */
const GAP_IMAGES = 10_000;
const SHAPE_POOL = 20_000;
const FACE_POOL = 10_000;
/** Shapes to learn from, a tenth of them held out: more than a run of these lengths could learn by heart. */
const SHAPES = 100_000;

interface World {
  id: string;
  what: string;
  images(workplace: Workplace): Promise<ImageSet>;
  pool(workplace: Workplace): Promise<FactorPool>;
  options: TrainingOptions;
  /** What differs from family to family. */
  families: readonly TrainingOptions[];
}

const SHAPES_WORLD: World = {
  id: 'shapes',
  what: 'Rendered shapes with 5 factors, 64 x 64, Bernoulli, latent 10',
  images: () => Promise.resolve(shapeImages()),
  pool: (workplace) => Promise.resolve(shapePool(workplace.quick ? 2000 : SHAPE_POOL)),
  options: {
    architecture: 'convolutional',
    channels: [16, 16, 32, 64],
    latent: 10,
    likelihood: 'bernoulli',
    batch: 64,
    epochs: 4,
  },
  families: [
    { family: 'vae' },
    { family: 'beta-vae', beta: 4 },
    { family: 'factor-vae', settings: { totalCorrelationWeight: 35 } },
    { family: 'beta-tcvae', beta: 6 },
  ],
};

const FACES_WORLD: World = {
  id: 'faces',
  what: 'The 3,000 sample faces with 29 factors, 64 x 64, Gaussian of variance 1/2, latent 16',
  images: (workplace) => workplace.sampleFaces(),
  pool: (workplace) => facePool(workplace.quick ? 500 : FACE_POOL, workplace.folder, workplace.progress),
  options: {
    architecture: 'convolutional',
    channels: [16, 32, 32, 64],
    latent: 16,
    likelihood: 'gaussian',
    batch: 64,
    epochs: 40,
  },
  families: [
    { family: 'vae' },
    { family: 'beta-vae', beta: 4 },
    { family: 'factor-vae' },
    { family: 'beta-tcvae', beta: 6 },
  ],
};

export const disentanglementRows: readonly Row[] = [SHAPES_WORLD, FACES_WORLD].map(rowFor);

function rowFor(world: World): Row {
  return {
    id: world.id,
    what: `${world.what}: mutual information gap / FactorVAE score of VAE, beta-VAE 4, FactorVAE, beta-TCVAE 6`,
    source: 'Kim and Mnih 2018, Chen et al. 2018',
    target: 'VAE < beta-VAE ≤ FactorVAE, beta-TCVAE',
    tolerance: 'the order',
    needsData: false,
    async run(workplace) {
      const images = await world.images(workplace);
      const { source, factors } = await world.pool(workplace);
      const scores: Scores[] = [];
      for (const options of world.families) {
        const name = `${world.id}-${options.family}`;
        const { folder } = await workplace.train(name, images, {
          ...{ ...world.options, ...options },
          ...{ size: 64, patience: 0, shift: 0 },
        });
        const codes = await encodeAll(folder, source);
        const some = Math.min(GAP_IMAGES, codes.rows);
        const { value: gap } = mutualInformationGap(firstRows(codes, some), {
          names: factors.names,
          values: factors.values.subarray(0, some * factors.names.length),
        });
        const { value: score } = factorVaeScore(codes, factors);
        scores.push({ family: options.family!, gap, score });
      }
      const inOrder = (of: (scores: Scores) => number) => {
        const [vae, betaVae, ...others] = scores.map(of) as [number, number, number, number];
        return vae < betaVae && others.every((other) => other >= betaVae);
      };
      return {
        measured: scores.map(({ gap, score }) => `${gap.toFixed(3)} / ${score.toFixed(3)}`).join(', '),
        verdict: inOrder(({ gap }) => gap) && inOrder(({ score }) => score) ? 'reached' : 'missed',
        figures: Object.fromEntries(
          scores.flatMap(({ family, gap, score }) => [
            [`${family} gap`, gap],
            [`${family} score`, score],
          ]),
        ),
      };
    },
  };
}

interface Scores {
  family: string;
  gap: number;
  score: number;
}

function firstRows({ dimensions, values }: Codes, rows: number): Codes {
  return { rows, dimensions, values: values.subarray(0, rows * dimensions) };
}

function shapeImages(): ImageSet {
  const random = new Random(1);
  const chosen = Uint32Array.from({ length: SHAPES }, () => random.below(SHAPE_COUNT));
  const idOf = (index: number) => createHash('sha256').update(`shape ${index}`).digest('hex').slice(0, 32);
  return {
    name: 'shapes',
    facts: { images: SHAPES, channels: 1, medianShortSide: 64, nearBinary: true },
    ids: Array.from(chosen, idOf),
    labels: Array.from(chosen, () => ''),
    pixels: () => Promise.resolve(chosenFrom(shapePixels, chosen)),
  };
}
