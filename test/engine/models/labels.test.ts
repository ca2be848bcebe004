import { describe, expect, it } from 'vitest';
import { classesFor, classesOf, oneHot, oneHotAt } from '../../../src/engine/models/labels.ts';

describe('labels as a conditional model is told them', () => {
  it('are the places of names among those that it knows, -1 for none and for others', () => {
    expect([...classesOf(['b', null, 'a', 'new'], ['a', 'b'])]).toEqual([1, -1, 0, -1]);
  });

  it('are one-hot rows, all zeros where the label is not known', () => {
    expect([...oneHot([1, -1, 0], 3)]).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 0]);
    expect([...oneHotAt(Int32Array.of(2, 0, 1), [1, 0], 3)]).toEqual([1, 0, 0, 0, 0, 1]);
  });

  it('are not there for other models, and unknown for images that nobody has labelled', () => {
    expect(classesFor([], { images: 2, labels: ['a', 'b'] })).toBeNull();
    expect([...classesFor(['a', 'b'], { images: 2, labels: ['b', null] })!]).toEqual([1, -1]);
    expect([...classesFor(['a', 'b'], { images: 2 })!]).toEqual([-1, -1]);
  });
});
