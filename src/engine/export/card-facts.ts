/** A model card in words: what the model learnt from, how, how well, and what it must not be relied on for. */
import { FAMILIES } from '../../shared/families.ts';
import type { ModelCard } from '../../shared/models.ts';

/** Below so many images a model knows little more than those. */
const FEW_IMAGES = 1000;

/** Pairs of a term and its words, in the order in which they are read. No paths and no file names. */
export function cardFacts(card: ModelCard): [term: string, words: string][] {
  const { image, training, validation, latent, labels, imported } = card;
  return [
    ['Kind', imported ? 'Imported: made elsewhere' : FAMILIES[card.family].title],
    [imported ? 'Imported' : 'Made', card.created.slice(0, 10)],
    [
      'Learnt from',
      imported
        ? 'Not known here. Ask whoever made the model.'
        : `${training.images} images, with ${training.heldOut} more held out to measure by`,
    ],
    ['Pictures', `${image.size} × ${image.size} pixels, ${image.channels === 1 ? 'grey' : 'colour'}`],
    ['Code', `${latent.dimensions} numbers`],
    ...(imported
      ? []
      : [['Training', `${training.epochs} passes, ${training.parameters} weights`] as [string, string]]),
    ...(validation === null
      ? []
      : [
          [
            'Quality',
            `${validation.psnr.toFixed(1)} dB PSNR on ${imported ? validation.images : 'held-out'} images`,
          ] as [string, string],
        ]),
    ...(labels.length === 0 ? [] : [['Labels', labels.join(', ')] as [string, string]]),
    ['Limits', cardLimits(card).join(' ')],
    ['Licence', card.licence ?? 'Not stated. Ask whoever made the model before you use it.'],
  ];
}

/** What a model cannot do, in whole sentences. */
export function cardLimits({ training, warnings, image, family, imported }: ModelCard): string[] {
  return [
    'It can only draw what resembles the images that it learnt from.',
    ...(!imported && training.images < FEW_IMAGES
      ? [
          `It learnt from ${training.images} images only: some of its pictures may be close to single ones of them.`,
        ]
      : []),
    `Pictures are made up at ${image.size} pixels; nothing in them is evidence of anything that was there.`,
    ...(FAMILIES[family].variational
      ? []
      : ['Its codes have no distribution of their own: random ones may mean nothing.']),
    ...warnings.map(({ title, message }) => `${title}: ${message}`),
  ];
}
