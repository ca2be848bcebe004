/** A model with its first random weights, as files: enough for whatever does not ask how good it is. */
import { createCard } from '../../../src/engine/export/card.ts';
import { writeModelFiles } from '../../../src/engine/export/model-files.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import type { ModelCard, TrainingPlan } from '../../../src/shared/models.ts';
import { drawShapes } from './shapes.ts';

export const colourShapes = drawShapes(600, 28, 3);

export const colourPlan: TrainingPlan = planTraining(
  { images: 600, channels: 3, medianShortSide: 28, nearBinary: false },
  { latent: 6, channels: [4, 8] },
  'cpu',
);

export async function writeUntrainedModel(folder: string, plan = colourPlan): Promise<ModelCard> {
  const card = createCard(plan, {
    id: 'untrained',
    name: 'Untrained',
    created: '2024-01-01T00:00:00.000Z',
    training: { images: 0, heldOut: 0, epochs: 0, steps: 0, seconds: 0, parameters: 1 },
    validation: null,
    warnings: [],
    labels: [],
  });
  await writeModelFiles(folder, card, defineModel(plan).initialise(3));
  return card;
}
