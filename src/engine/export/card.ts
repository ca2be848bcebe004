/** The model card: all that another program needs to use the ONNX files, in `model.json` and inside the files themselves. */
import { FAMILIES } from '../../shared/families.ts';
import type { ModelCard, TrainingPlan } from '../../shared/models.ts';
import { endsOfRange } from '../runtime/model-io.ts';

/** What the plan does not say. */
export type CardFacts = Pick<
  ModelCard,
  'id' | 'name' | 'created' | 'training' | 'validation' | 'warnings' | 'labels' | 'imported'
>;

/** The key under which ONNX files carry the text of `model.json` in their metadata_props. */
export const CARD_KEY = 'model.json';

export function createCard(plan: TrainingPlan, facts: CardFacts): ModelCard {
  const { imported } = facts;
  return {
    format: 1,
    ...facts,
    family: plan.family,
    image: {
      size: plan.size,
      channels: plan.imageChannels,
      channelOrder: plan.imageChannels === 1 ? 'grey' : 'RGB',
      layout: imported?.encoder.image.layout ?? 'NCHW',
      range: endsOfRange(imported?.encoder.image.range ?? '0..1'),
      crop: 'centre-square',
      resize: 'antialiased-bilinear',
      background: '#ffffff',
    },
    latent: {
      dimensions: plan.latent,
      prior: FAMILIES[plan.family].variational ? 'standard-normal' : 'none',
    },
    plan,
    files: { encoder: 'encoder.onnx', decoder: imported?.decoder === null ? null : 'decoder.onnx' },
  };
}
