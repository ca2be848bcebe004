import { expect, test } from 'vitest';
import { Slots } from '../../../src/renderer/map/slots.ts';

test('the least recently used item gives way', () => {
  const slots = new Slots(3, 10);
  for (const item of [4, 7, 9]) {
    slots.begin();
    slots.claim(item);
  }
  slots.begin();
  expect(slots.use(4)).toBeGreaterThanOrEqual(0);
  slots.begin();
  const place = slots.claim(1);
  expect(slots.use(7)).toBe(-1);
  expect(slots.use(1)).toBe(place);
  expect(slots.use(4)).toBeGreaterThanOrEqual(0);
  expect(slots.use(9)).toBeGreaterThanOrEqual(0);
});

test('what is used in this round is never evicted, even when nothing else can be', () => {
  const slots = new Slots(2, 10);
  slots.begin();
  slots.claim(0);
  slots.claim(1);
  expect(slots.claim(2)).toBe(-1);
  slots.begin();
  slots.use(1);
  expect(slots.claim(2)).toBe(0);
  expect(slots.use(0)).toBe(-1);
  expect(slots.use(1)).toBe(1);
});

test('free slots are taken before any item has to go', () => {
  const slots = new Slots(4, 10);
  slots.begin();
  expect(new Set([3, 5, 8].map((item) => slots.claim(item))).size).toBe(3);
  slots.begin();
  slots.claim(2);
  expect([3, 5, 8, 2].every((item) => slots.use(item) >= 0)).toBe(true);
});
