import { expect, test } from 'vitest';
import { pathOf, queryOf, sideOf } from '../../../src/renderer/components/morph/morphRoute.ts';

test('a path in the address is read in its order, without what is no image of the dataset', () => {
  expect(pathOf({ path: '3,17,3' }, [], 20)).toEqual([3, 17, 3]);
  expect(pathOf({ path: '3,99,-1,x,,4.5,17' }, [], 20)).toEqual([3, 17]);
  expect(pathOf({}, [1, 2], 20)).toBeNull();
});

test('an image from another screen takes the place of an end of the path', () => {
  expect(pathOf({ from: '9' }, [], 20)).toEqual([9]);
  expect(pathOf({ to: '9' }, [4], 20)).toEqual([4, 9]);
  expect(pathOf({ from: '9' }, [1, 2, 3], 20)).toEqual([9, 2, 3]);
  expect(pathOf({ to: '9' }, [1, 2, 3], 20)).toEqual([1, 2, 9]);
});

test('what is written into the address is read from it again', () => {
  const query = queryOf('samples', [3, 17]);
  expect(sideOf(query)).toBe('samples');
  expect(pathOf(query, [], 20)).toEqual([3, 17]);
  expect(queryOf('morph', [])).toEqual({});
});
