/**
 * The model families: what people are told about each, and what may be set. The settings that only one family knows are described
 * here once; the command line, the Train screen and the check of a plan read them from this table. How a family
 * computes is in `engine/models/<family>.ts`.
 */
import { type Setting, type Settings, type SettingValue, complete } from './settings.ts';

export const FAMILY_NAMES = [
  'autoencoder',
  'sparse',
  'denoising',
  'contractive',
  'vae',
  'beta-vae',
  'factor-vae',
  'beta-tcvae',
  'conditional',
  'vae-gan',
  'ladder',
] as const;
export type Family = (typeof FAMILY_NAMES)[number];

export interface FamilyDescription {
  readonly title: string;
  /** For narrow places. */
  readonly short: string;
  /** What it is for, in a sentence. */
  readonly summary: string;
  /** Whose method it is. */
  readonly source: string;
  /** Whether codes are distributions beside the prior N(0, I); else they are points. */
  readonly variational: boolean;
  /** Weight of the KL term when nobody says; null where there is none. Families differ in what it multiplies. */
  readonly beta: number | null;
  /** What beta does here, for somebody who decides whether to touch it; empty where there is none. */
  readonly betaHelp: string;
  /** As a setting's. */
  readonly betaOnlyWith?: Settings;
  /** Whether encoder and decoder see the label of an image. */
  readonly conditional: boolean;
  readonly settings: Readonly<Record<string, Setting>>;
}

export const FAMILIES: Readonly<Record<Family, FamilyDescription>> = {
  autoencoder: {
    title: 'Autoencoder',
    short: 'Autoencoder',
    summary: 'Reconstruction and nothing else: the sharpest pictures, a latent space without rules.',
    source: 'Hinton and Salakhutdinov 2006',
    variational: false,
    beta: null,
    betaHelp: '',
    conditional: false,
    settings: {},
  },
  sparse: {
    title: 'Sparse autoencoder',
    short: 'Sparse',
    summary: 'Few numbers of a code are used for any one image, so that each can come to mean something.',
    source: 'Ng 2011',
    variational: false,
    beta: null,
    betaHelp: '',
    conditional: false,
    settings: {
      penalty: {
        kind: 'choice',
        title: 'Penalty',
        help: 'L1 keeps codes small. KL keeps how often each dimension is on near a target; its codes lie between 0 and 1.',
        default: 'l1',
        choices: [
          { value: 'l1', title: 'L1' },
          { value: 'kl', title: 'KL to a target activation' },
        ],
      },
      sparsityWeight: {
        kind: 'number',
        title: 'Weight of the penalty',
        help: 'Against the squared error of one pixel value.',
        default: 1e-3,
        least: 0,
        most: 100,
      },
      targetActivation: {
        kind: 'number',
        title: 'Target activation',
        help: 'Share of images for which a dimension should be on.',
        onlyWith: { penalty: 'kl' },
        default: 0.05,
        least: 0.001,
        most: 0.999,
      },
    },
  },
  denoising: {
    title: 'Denoising autoencoder',
    short: 'Denoising',
    summary: 'Learns to undo damage: it sees a spoilt image and has to draw the clean one.',
    source: 'Vincent et al. 2010',
    variational: false,
    beta: null,
    betaHelp: '',
    conditional: false,
    settings: {
      corruption: {
        kind: 'choice',
        title: 'Damage',
        help: 'What is done to an image before the model sees it.',
        default: 'gaussian',
        choices: [
          { value: 'gaussian', title: 'Gaussian noise' },
          { value: 'masking', title: 'Masking: values set to 0' },
          { value: 'salt-and-pepper', title: 'Salt and pepper: values set to 0 or 1' },
        ],
      },
      corruptionStrength: {
        kind: 'number',
        title: 'Amount of damage',
        help: 'Standard deviation of the noise with images in 0 to 1, or the share of values that are set.',
        default: 0.4,
        least: 0,
        most: 1,
      },
    },
  },
  contractive: {
    title: 'Contractive autoencoder',
    short: 'Contractive',
    summary: 'Codes change little when an image changes a little: neighbours stay neighbours.',
    source: 'Rifai et al. 2011',
    variational: false,
    beta: null,
    betaHelp: '',
    conditional: false,
    settings: {
      contractionWeight: {
        kind: 'number',
        title: 'Weight of the penalty',
        help: 'On the squared norm of the derivative of the code by the image.',
        default: 1e-2,
        least: 0,
        most: 100,
      },
    },
  },
  vae: {
    title: 'Variational autoencoder',
    short: 'VAE',
    summary: 'A latent space without holes: everything between two codes decodes to an image.',
    source: 'Kingma and Welling 2014',
    variational: true,
    beta: 1,
    betaHelp: 'More keeps codes closer together: a smoother map and blurrier images.',
    conditional: false,
    settings: {},
  },
  'beta-vae': {
    title: 'Beta-VAE',
    short: 'Beta-VAE',
    summary:
      'A VAE that pays more for its code, so that its dimensions tend to separate what varies in the images.',
    source: 'Higgins et al. 2017, Burgess et al. 2018',
    variational: true,
    beta: 4,
    betaHelp: 'The price of each nat of the code: more separates more, and blurs more.',
    betaOnlyWith: { objective: 'beta' },
    conditional: false,
    settings: {
      objective: {
        kind: 'choice',
        title: 'Objective',
        help: 'A constant price for the code, or a price for being off a capacity that rises during the training.',
        default: 'beta',
        choices: [
          { value: 'beta', title: 'Constant beta' },
          { value: 'capacity', title: 'Rising capacity' },
        ],
      },
      capacity: {
        kind: 'number',
        title: 'Capacity at the end, in nats',
        help: 'What the code may carry once its capacity has risen.',
        onlyWith: { objective: 'capacity' },
        default: 25,
        least: 0,
        most: 1000,
      },
      capacityWeight: {
        kind: 'number',
        title: 'Weight of the capacity',
        help: 'The price of each nat above or below the capacity, called gamma in the paper.',
        onlyWith: { objective: 'capacity' },
        default: 100,
        least: 0,
        most: 10_000,
      },
    },
  },
  'factor-vae': {
    title: 'FactorVAE',
    short: 'FactorVAE',
    summary:
      'Asks for independent dimensions directly, with a second network that tells dependent codes from independent ones.',
    source: 'Kim and Mnih 2018',
    variational: true,
    beta: 1,
    betaHelp: 'Weight of the whole KL, beside that of the total correlation.',
    conditional: false,
    settings: {
      totalCorrelationWeight: {
        kind: 'number',
        title: 'Weight of the total correlation',
        help: 'Higher values ask for more independent dimensions; called gamma in the paper.',
        default: 10,
        least: 0,
        most: 1000,
      },
      discriminatorUnits: {
        kind: 'number',
        title: 'Units of the discriminator',
        help: 'Width of each of its five hidden layers. The paper has 1,000, which costs more than many a small image model itself.',
        default: 256,
        least: 8,
        most: 2048,
        whole: true,
      },
    },
  },
  'beta-tcvae': {
    title: 'Beta-TCVAE',
    short: 'Beta-TCVAE',
    summary:
      'Asks for independent dimensions by estimating their dependence from each batch; no second network.',
    source: 'Chen et al. 2018',
    variational: true,
    beta: 6,
    betaHelp: 'Weight of the total correlation: more asks for more independent dimensions.',
    conditional: false,
    settings: {
      mutualInformationWeight: {
        kind: 'number',
        title: 'Weight of the mutual information',
        help: 'Price of what a code tells about its image; called alpha in the paper.',
        default: 1,
        least: 0,
        most: 1000,
      },
      dimensionWeight: {
        kind: 'number',
        title: 'Weight of the dimension-wise KL',
        help: 'Price of each dimension being unlike the prior; called gamma in the paper.',
        default: 1,
        least: 0,
        most: 1000,
      },
    },
  },
  conditional: {
    title: 'Conditional VAE',
    short: 'Conditional',
    summary:
      'Is told the label of every image, so that the code is left with everything else: style, pose, light.',
    source: 'Kingma et al. 2014, Sohn et al. 2015',
    variational: true,
    beta: 1,
    betaHelp: 'More keeps codes closer together: a smoother map and blurrier images.',
    conditional: true,
    settings: {},
  },
  'vae-gan': {
    title: 'VAE-GAN',
    short: 'VAE-GAN',
    summary:
      'A VAE with a second network that judges whether pictures look real: crisper, and slower to train.',
    source: 'Larsen et al. 2016',
    variational: true,
    beta: 1,
    betaHelp: 'More keeps codes closer together: a smoother map and blurrier images.',
    conditional: false,
    settings: {
      adversarialFrom: {
        kind: 'number',
        title: 'Judged from',
        help: 'Share of the training after which the judge comes in.',
        default: 0.3,
        least: 0,
        most: 1,
      },
      adversarialWeight: {
        kind: 'number',
        title: 'Weight of the judgement',
        help: 'Against the reconstruction, whose gradients at the last layer it is brought level with.',
        default: 0.5,
        least: 0,
        most: 10,
      },
      featureWeight: {
        kind: 'number',
        title: 'Weight of the likeness in features',
        help: "Of the reconstruction error in the judge's own features, which the paper has in place of pixels.",
        default: 1,
        least: 0,
        most: 100,
      },
    },
  },
  ladder: {
    title: 'Ladder VAE',
    short: 'Ladder',
    summary:
      'Codes on two or three levels: the first for the whole, the others for what the whole leaves open.',
    source: 'Sønderby et al. 2016',
    variational: true,
    beta: 1,
    betaHelp: 'Of the KL of all levels together: more keeps codes closer together, and blurs more.',
    conditional: false,
    settings: {
      levels: {
        kind: 'number',
        title: 'Levels',
        help: 'The latent dimensions are shared out evenly among them, the first level first.',
        default: 2,
        least: 2,
        most: 3,
        whole: true,
      },
    },
  },
};

/** The settings of a family with every choice made. @throws MorphospaceError `bad-setting` */
export function completeSettings(family: Family, given: Settings = {}): Record<string, SettingValue> {
  const { title, settings } = FAMILIES[family];
  return complete(title, settings, given);
}
