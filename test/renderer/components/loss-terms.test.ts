import { expect, test } from 'vitest';
import { glossaryTermOf, titleOfLossTerm } from '../../../src/renderer/components/train/lossTerms.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { FAMILY_NAMES } from '../../../src/shared/families.ts';

const facts = {
  images: 1000,
  channels: 1,
  medianShortSide: 28,
  nearBinary: false,
  labels: ['a', 'b'],
} as const;

test('every part of the loss of every family is explained by name', () => {
  for (const family of FAMILY_NAMES) {
    for (const name of defineModel(planTraining(facts, { family }, 'cpu')).terms)
      expect([family, name, glossaryTermOf(name)]).not.toContain('lossTerm');
  }
  expect(glossaryTermOf('discriminator')).toBe('discriminator');
});

test('a part that nobody has named yet reads as words', () => {
  expect(titleOfLossTerm('somethingQuiteNew')).toBe('Something quite new');
  expect(glossaryTermOf('somethingQuiteNew')).toBe('lossTerm');
  expect(titleOfLossTerm('klLevel2')).toBe('KL of level 2');
});
