import { expect, test } from 'vitest';
import { formatHash, parseHash, screens } from '../../src/renderer/router.ts';

test('every screen has an address that leads back to it', () => {
  for (const screen of screens) {
    const route = { screen, query: { image: '12', name: 'a&b = c' } };
    expect(parseHash(formatHash(route))).toEqual(route);
  }
});

test('an address without a screen, or with an unknown one, is Welcome', () => {
  expect(parseHash('')).toEqual({ screen: 'welcome', query: {} });
  expect(parseHash('#/nowhere?x=1').screen).toBe('welcome');
});
