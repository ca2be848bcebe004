import { describe, expect, it } from 'vitest';
import { readMetadata } from '../../../src/engine/images/metadata.ts';

const IMAGES = ['a/1.png', 'a/2.png', 'b/1.png', 'b/3.png'];

/** The columns by name, with their values as texts where they are categories. */
function read(text: string, images = IMAGES) {
  const { columns, ...counts } = readMetadata(text, images);
  const values = columns.map(({ name, kind, categories, values }) => [
    name,
    kind === 'number' ? [...values] : Array.from(values, (place) => categories[place]?.name ?? null),
  ]);
  return { ...counts, ...(Object.fromEntries(values) as Record<string, (number | string | null)[]>) };
}

describe('a table about images', () => {
  it('gives numbers and categories, by path or by a file name that one image has', () => {
    const text = 'file,age,place\na/1.png,12.5,Bern\n3.png,-4e1,"Basel, old"\n2.png,7,Bern\n';
    expect(read(text)).toEqual({
      matched: 3,
      unmatched: 0,
      age: [12.5, 7, NaN, -40],
      place: ['Bern', 'Bern', null, 'Basel, old'],
    });
  });

  it('says nothing of images that share a mere name, and counts lines that name none', () => {
    expect(read('file,x\n1.png,5\na/2.png,6\nnowhere.png,7\n')).toEqual({
      ...{ matched: 1, unmatched: 2 },
      x: [NaN, 6, NaN, NaN],
    });
    expect(read('file,x\n1.png,5\n', ['1.png', 'b/1.png'])).toMatchObject({ x: [5, NaN] });
  });

  it.each([
    ['semicolons and decimal commas', 'file;x;y\na/1.png;1,5;p\na/2.png;2;q\n'],
    ['tabs', 'file\tx\ty\na/1.png\t1.5\tp\na/2.png\t2\tq\n'],
    [
      'a byte order mark, Windows line ends and paths',
      '\ufefffile,x,y\r\na\\1.png,1.5,p\r\na\\2.png,2,q\r\n',
    ],
    ['the file in another column', 'x,y,filename\n1.5,p,a/1.png\n2,q,a/2.png\n'],
    ['gaps that programs write', 'file,x,y\na/1.png,1.5,p\na/2.png,2,q\nb/1.png,NaN,\nb/3.png,null\n'],
  ])('is read with %s', (_, text) => {
    expect(read(text)).toMatchObject({ x: [1.5, 2, NaN, NaN], y: ['p', 'q', null, null] });
  });

  it('takes a column for categories as soon as one value is no number', () => {
    expect(read('file,x\na/1.png,1\na/2.png,two\n')).toMatchObject({ x: ['1', 'two', null, null] });
  });

  it('counts the images of each category, in the order of their names', () => {
    const { columns } = readMetadata('file,x\na/1.png,n10\na/2.png,n9\nb/1.png,n10\n', [
      ...['a/1.png', 'a/2.png', 'b/1.png'],
    ]);
    expect(columns[0]!.categories).toEqual([
      { name: 'n9', images: 1 },
      { name: 'n10', images: 2 },
    ]);
  });

  it('names columns apart and leaves out empty ones', () => {
    const { columns } = readMetadata('file,x,x,,empty\na/1.png,1,2,3,\n', IMAGES);
    expect(columns.map(({ name, values }) => [name, values[0]])).toEqual([
      ['x', 1],
      ['x (2)', 2],
      ['column 4', 3],
    ]);
  });

  it.each([
    ['no column of files', 'name of it,x\na/1.png,1\n'],
    ['nothing beside the files', 'file\na/1.png\n'],
    ['no image of the dataset', 'file,x\nother.png,1\n'],
    ['nothing at all', ''],
  ])('is refused when it has %s', (_, text) => {
    expect(() => readMetadata(text, IMAGES)).toThrow(expect.objectContaining({ code: 'unreadable-table' }));
  });
});
