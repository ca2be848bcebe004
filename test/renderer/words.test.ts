import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatNumber, plural } from '../../src/renderer/words.ts';

test('counts have separators and plurals', () => {
  expect(formatCount(70_000)).toBe('70,000');
  expect(plural(1, 'image')).toBe('1 image');
  expect(plural(1204, 'image')).toBe('1,204 images');
  expect(plural(0, 'pass', 'passes')).toBe('0 passes');
});

test('durations are as precise as a person needs', () => {
  expect([0, 0.4, 8, 59, 60, 200, 3600, 4800, 90_000, 200_000].map(formatDuration)).toEqual([
    '1 s',
    '1 s',
    '8 s',
    '59 s',
    '1 min',
    '3 min',
    '1 h',
    '1 h 20 min',
    '25 h',
    '2 days',
  ]);
});

test('a duration never reads as sixty of its unit', () => {
  expect(formatDuration(59.6)).toBe('1 min');
  expect(formatDuration(3599)).toBe('1 h');
});

test('bytes change unit before they reach a thousand', () => {
  expect([0, 999, 1000, 999_600, 4_200_000, 123_456_789].map(formatBytes)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '1.0 MB',
    '4.2 MB',
    '123 MB',
  ]);
});

test('numbers keep three digits that matter', () => {
  expect([0, 0.0123, 0.5, 4.561, 45.61, 123.4, 12_345, -16_300.4].map(formatNumber)).toEqual([
    '0',
    '0.0123',
    '0.5',
    '4.56',
    '45.6',
    '123',
    '12,345',
    '−16,300',
  ]);
  expect(formatNumber(0.00001)).toBe('1.0e−5');
  expect(formatNumber(Number.NaN)).toBe('–');
});
