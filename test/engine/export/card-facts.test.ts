import { describe, expect, it } from 'vitest';
import { createCard } from '../../../src/engine/export/card.ts';
import { cardFacts, cardLimits } from '../../../src/engine/export/card-facts.ts';
import { colourPlan } from '../training/untrained.ts';

const card = createCard(colourPlan, {
  id: 'vases',
  name: 'Vases',
  created: '2026-11-20T10:00:00.000Z',
  training: { images: 90, heldOut: 10, epochs: 3, steps: 30, seconds: 4, parameters: 1234 },
  validation: null,
  warnings: [{ kind: 'blur', title: 'Blurred', message: 'Detail is lost.', advice: 'Train longer.' }],
  labels: ['amphora', 'krater'],
});

describe('a model card in words', () => {
  it('says what was learnt from, and that no licence was stated', () => {
    const facts = Object.fromEntries(cardFacts(card));
    expect(facts['Learnt from']).toBe('90 images, with 10 more held out to measure by');
    expect(facts.Labels).toBe('amphora, krater');
    expect(facts.Licence).toMatch(/Not stated/);
    expect(Object.fromEntries(cardFacts({ ...card, licence: 'CC0' })).Licence).toBe('CC0');
  });

  it('warns of few images, and of what the diagnostics found', () => {
    expect(cardLimits(card).join(' ')).toMatch(/90 images only.*Blurred: Detail is lost\./);
    const many = { ...card, training: { ...card.training, images: 5000 }, warnings: [] };
    expect(cardLimits(many).join(' ')).not.toMatch(/only:/);
  });
});
