import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Library, openLibrary } from '../../../src/engine/library/library.ts';
import type { CurationChange } from '../../../src/shared/curation.ts';
import { addDataset } from './images.ts';

let folder: string;
let library: Library;
let dataset: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'curation-'));
  library = openLibrary(folder, { exclusive: true });
});
afterAll(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => (dataset = addDataset(library, 20)));

const apply = (...changes: CurationChange[]) => library.curation.apply(dataset, changes);
const tag = (name: string, images: number[], present = true): CurationChange => ({
  ...{ kind: 'tag', tag: name, images, present },
});
/** All that is said of the dataset, for comparing before and after. */
const everything = () => ({
  ...library.curation.summary(dataset),
  images: Array.from({ length: 20 }, (_, image) => library.curation.image(dataset, image)),
});

describe('curation', () => {
  it('keeps tags, notes and exclusions of images', () => {
    apply(tag('odd', [7, 3]), tag('fine', [3]), { kind: 'note', image: 3, text: 'What is this?' });
    apply({ kind: 'exclude', images: [9, 2], excluded: true });
    expect(library.curation.image(dataset, 3)).toEqual({
      tags: ['fine', 'odd'],
      note: 'What is this?',
      excluded: false,
    });
    expect(library.curation.taggedImages(dataset, 'odd')).toEqual([3, 7]);
    expect(library.curation.excludedImages(dataset)).toEqual([2, 9]);
    expect(library.curation.notes(dataset)).toEqual([{ image: 3, text: 'What is this?' }]);
    expect(library.curation.summary(dataset)).toEqual({
      tags: [
        { name: 'fine', images: 1 },
        { name: 'odd', images: 2 },
      ],
      notes: 1,
      excluded: 2,
    });
  });

  it('names as inverse only what really changed', () => {
    apply(tag('odd', [1, 2, 3]));
    expect(apply(tag('odd', [5, 3, 4, 4]))).toEqual([tag('odd', [4, 5], false)]);
    expect(apply(tag('odd', [4]))).toEqual([]);
    expect(apply({ kind: 'note', image: 0, text: '' })).toEqual([]);
    expect(apply({ kind: 'exclude', images: [1], excluded: false })).toEqual([]);
  });

  it('is as it was after the inverse, and as it became after the inverse of that', () => {
    apply(tag('odd', [1, 2]), { kind: 'note', image: 1, text: 'first' });
    const before = everything();
    const undo = apply(
      tag('odd', [2, 3]),
      tag('odd', [2], false),
      { kind: 'note', image: 1, text: 'second' },
      { kind: 'note', image: 1, text: '' },
      { kind: 'note', image: 4, text: 'new' },
      { kind: 'exclude', images: [1, 19], excluded: true },
    );
    const after = everything();
    expect(after).not.toEqual(before);
    const redo = apply(...undo);
    expect(everything()).toEqual(before);
    apply(...redo);
    expect(everything()).toEqual(after);
  });

  it('applies all changes or none', () => {
    const before = everything();
    expect(() => apply(tag('odd', [1]), tag('odd', [20]))).toThrow(
      expect.objectContaining({ code: 'no-such-image' }),
    );
    expect(everything()).toEqual(before);
  });

  it('is of one dataset alone, and goes with it', async () => {
    const other = addDataset(library, 3);
    library.curation.apply(other, [tag('odd', [1])]);
    expect(library.curation.summary(dataset).tags).toEqual([]);
    await library.removeDataset(other);
    expect(library.curation.taggedImages(other, 'odd')).toEqual([]);
  });
});

describe('the state of screens', () => {
  it('is found again when the library is opened again', () => {
    library.screenState.write('explore', { view: [1, 2.5], selection: [3] });
    library.screenState.write('gone', 1);
    library.screenState.write('gone', null);
    library.close();
    library = openLibrary(folder, { exclusive: true });
    expect(library.screenState.read('explore')).toEqual({ view: [1, 2.5], selection: [3] });
    expect(library.screenState.read('gone')).toBeNull();
    expect(library.screenState.read('never')).toBeNull();
  });

  it('is refused above a mebibyte, and what was there stays', () => {
    library.screenState.write('large', 'small');
    expect(() => library.screenState.write('large', 'x'.repeat(2 ** 20))).toThrow(
      expect.objectContaining({ code: 'state-too-large' }),
    );
    expect(library.screenState.read('large')).toBe('small');
  });
});
