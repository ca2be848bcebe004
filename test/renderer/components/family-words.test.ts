import { describe, expect, test } from 'vitest';
import { planTraining } from '../../../src/engine/training/plan.ts';
import {
  familyGroups,
  labelWords,
  whatIsMissing,
} from '../../../src/renderer/components/train/familyChoice.ts';
import { planSentences, settingWords } from '../../../src/renderer/components/train/planWords.ts';
import { FAMILIES, FAMILY_NAMES } from '../../../src/shared/families.ts';
import { type Settings } from '../../../src/shared/settings.ts';
import type { Family } from '../../../src/shared/families.ts';

const facts = {
  images: 1000,
  channels: 1,
  medianShortSide: 28,
  nearBinary: false,
  labels: ['a', 'b'],
} as const;
const planOf = (family: Family, settings?: Settings) => planTraining(facts, { family, settings }, 'cpu');
const labelled = (...names: string[]) => ({ labels: names.map((name) => ({ name, images: 3 })) });

describe('the choice of a family', () => {
  test('offers every family once', () => {
    const offered = familyGroups.flatMap(({ families }) => families);
    expect([...offered].sort()).toEqual([...FAMILY_NAMES].sort());
  });

  test('says what a family that is told labels lacks, or what it would be told', () => {
    expect(whatIsMissing('conditional', labelled())).toMatch(/no labels/);
    expect(whatIsMissing('conditional', labelled('cat'))).toMatch(/only one label, “cat”/);
    expect(whatIsMissing('conditional', labelled('cat', 'dog'))).toBeNull();
    expect(whatIsMissing('vae', labelled())).toBeNull();
    expect(labelWords('conditional', labelled('cat', 'dog'))).toBe('Here: 2 labels, cat, dog.');
    expect(labelWords('vae', labelled('cat', 'dog'))).toBe('');
  });
});

describe('a plan in words', () => {
  test('says of every family what its codes are', () => {
    for (const family of FAMILY_NAMES) {
      const words = planSentences(planOf(family), 1000).map(({ text }) => text);
      expect(words.join(' ')).not.toMatch(/undefined|NaN|variational autoencoder/);
    }
    expect(planSentences(planOf('conditional'), 1000)[1]!.text).toContain('2 labels');
    expect(planSentences(planOf('ladder', { levels: 3 }), 1000)[1]!.text).toContain('3 levels');
  });

  test('names the settings that have an effect, and no others', () => {
    expect(settingWords(planOf('autoencoder'))).toBe('');
    expect(settingWords(planOf('vae'))).toBe('Beta: 1.');
    expect(settingWords(planOf('beta-vae'))).toBe('Beta: 4. Objective: Constant beta.');
    expect(settingWords(planOf('beta-vae', { objective: 'capacity' }))).toBe(
      'Objective: Rising capacity. Capacity at the end, in nats: 25. Weight of the capacity: 100.',
    );
    expect(settingWords(planOf('sparse'))).toBe('Penalty: L1. Weight of the penalty: 0.001.');
  });

  test('refers only to settings and choices that there are', () => {
    for (const family of FAMILY_NAMES) {
      const { settings, betaOnlyWith = {} } = FAMILIES[family];
      const conditions = [betaOnlyWith, ...Object.values(settings).map(({ onlyWith = {} }) => onlyWith)];
      for (const [name, value] of conditions.flatMap((condition) => Object.entries(condition))) {
        const setting = settings[name];
        expect(setting?.kind === 'choice' && setting.choices.some((choice) => choice.value === value)).toBe(
          true,
        );
      }
    }
  });
});
