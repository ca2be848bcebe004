/** Libraries that the screens are shown with. */
import type { FakeState } from './fake-engine.ts';
import { makeDataset, makeEpoch, makeModel, makePlan } from './fake-library.ts';

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

function faces(): Partial<FakeState> {
  const portraits = makeDataset('portraits', 'Portraits', 2412, {
    groups: ['Anna', 'Boris', 'Chloé', 'Dimitri', 'Eszter', 'Farid'],
    skipped: 14,
    created: '2026-11-20T10:12:00.000Z',
  });
  const mnist = makeDataset('digits', 'Handwritten digits', 60_000, {
    groups: digits,
    channels: 1,
    medianShortSide: 28,
  });
  const sample = makeDataset('sample', 'Sample faces', 2400, {
    sample: true,
    created: '2026-11-10T10:00:00.000Z',
  });
  const vae = makeModel(portraits, 'portraits-vae', 'Portraits VAE');
  const autoencoder = makeModel(portraits, 'portraits-ae', 'Portraits autoencoder', {
    created: '2026-11-18T16:00:00.000Z',
    plan: makePlan(portraits, { family: 'autoencoder', latent: 64, device: 'cpu' }),
  });
  const stopped = makeModel(portraits, 'portraits-big', 'Portraits VAE, 128 px', {
    created: '2026-11-17T16:00:00.000Z',
    state: 'interrupted',
    plan: makePlan(portraits, { size: 128, latent: 64 }),
    epochs: 12,
    warnings: [
      {
        kind: 'collapse',
        title: 'Partial posterior collapse',
        message: 'Only 5 of 64 latent dimensions are in use; the others are the same for every image.',
        advice:
          'A latent space of 10 would do as well. For finer detail: train again with beta 1 or less (now 4).',
      },
    ],
  });
  // Beta so high that no number of the code is worth its price.
  const collapsed = makeModel(portraits, 'portraits-collapsed', 'Portraits, beta 100', {
    created: '2026-11-16T16:00:00.000Z',
    plan: makePlan(portraits, { beta: 100 }),
    warnings: [
      {
        kind: 'collapse',
        title: 'Posterior collapse',
        message:
          'The codes say almost nothing about the images (KL 0.02 nats): the decoder ignores them and draws an average image whatever it is given.',
        advice:
          'Train again with beta 1 or less (now 100). Maps, morphs and samples of this model mean nothing.',
      },
    ],
  });
  const factors = makeModel(portraits, 'portraits-factors', 'Portraits by factors', {
    created: '2026-11-15T16:00:00.000Z',
    plan: makePlan(portraits, { family: 'factor-vae' }),
  });
  const models = [
    vae,
    autoencoder,
    stopped,
    collapsed,
    factors,
    makeModel(sample, 'sample-vae', 'Sample faces VAE'),
  ];
  const histories = new Map(
    models.map(({ id, plan, epochs }) => [
      id,
      Array.from({ length: epochs }, (_, i) => makeEpoch(plan, i + 1, plan.epochs, portraits.images)),
    ]),
  );
  return { datasets: [portraits, mnist, sample], models, histories };
}

export const shelves = {
  empty: () => ({}),
  faces,
  /** One dataset and nothing else. */
  untrained: () => ({ datasets: faces().datasets!.slice(0, 1) }),
  /** A model that is told labels, more than are seen at a glance. */
  conditional() {
    const months = ['January', 'April', 'July', 'October'];
    const groups = months.flatMap((month) => digits.slice(0, 6).map((place) => `${month}, place ${place}`));
    const skies = makeDataset('skies', 'Skies', 1440, { groups });
    const plan = makePlan(skies, { family: 'conditional' });
    return {
      datasets: [skies],
      models: [makeModel(skies, 'skies-conditional', 'Skies Conditional', { plan })],
    };
  },
  /** A million rows. */
  huge: () => ({ datasets: [makeDataset('huge', 'Everything', 1_000_000)] }),
  /** Names as people give them. */
  long() {
    const name =
      'Photographs of the parish registers, boxes 12 to 48, scanned in winter 2019 by the volunteers';
    const dataset = makeDataset('long', name, 731, {
      groups: ['Baptisms and confirmations, eighteenth century', 'Überlieferungsgeschichte', '結婚'],
      skipped: 212,
    });
    return {
      datasets: [dataset],
      models: [makeModel(dataset, 'long-vae', `${name}, second attempt with more beta`)],
    };
  },
} satisfies Record<string, () => Partial<FakeState>>;

export type Shelf = keyof typeof shelves;
