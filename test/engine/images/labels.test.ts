import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLabels, parseLabelTable } from '../../../src/engine/images/labels.ts';
import { temporaryFolder, writeFiles } from './pictures.ts';

function found(file: string, group: string | null = null) {
  return { path: `/source/${file}`, file, bytes: 1, modified: 0, group };
}

describe('a table of labels', () => {
  test.each([
    ['commas and a heading', 'file,label\na.png,cat\nb.png,dog\n'],
    ['no heading', 'a.png,cat\nb.png,dog'],
    ['semicolons', 'file;label\na.png;cat\nb.png;dog\n'],
    ['tabs', 'a.png\tcat\nb.png\tdog\n'],
    ['a byte order mark and Windows line ends', '\ufefffile,label\r\na.png,cat\r\nb.png,dog\r\n'],
    ['quotes', '"file","label"\n"a.png","cat"\n"b.png","dog"\n'],
    ['columns in another order and more of them', 'id,label,width,filename\n1,cat,5,a.png\n2,dog,6,b.png\n'],
    ['empty lines', '\na.png,cat\n\n\nb.png,dog\n\n'],
  ])('is read with %s', (_, text) => {
    expect([...parseLabelTable(text)]).toEqual([
      ['a.png', 'cat'],
      ['b.png', 'dog'],
    ]);
  });

  test('quotes hold separators, line ends and quotes', () => {
    expect([...parseLabelTable('"a, b.png","says ""hi""\nthere"\n')]).toEqual([
      ['a, b.png', 'says "hi"\nthere'],
    ]);
  });

  test('Windows paths and decomposed letters are the same file', () => {
    expect([...parseLabelTable('.\\dir\\U\u0308.png,x\n').keys()]).toEqual(['dir/\u00dc.png']);
  });

  test('without a line of the right form it is an error', () => {
    expect(() => parseLabelTable('nothing here\n')).toThrow(
      expect.objectContaining({ code: 'unreadable-labels' }),
    );
  });
});

describe('labels of images', () => {
  async function table(content: string | Uint8Array) {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'labels.csv': content });
    return openLabels(join(folder, 'labels.csv'), []);
  }

  test('are matched by path, by the end of the path, and by name', async () => {
    const labels = await table('train/a.png,one\nb.png,two\ndeep/folder/c.png,three\nnever.png,four\n');
    expect(labels.labelOf(found('train/a.png'))).toBe('one');
    expect(labels.labelOf(found('source/train/a.png'))).toBe('one');
    expect(labels.labelOf(found('any/where/b.png'))).toBe('two');
    expect(labels.labelOf(found('c.png'))).toBe('three');
    expect(labels.labelOf(found('other.png'))).toBeNull();
    expect(labels.unmatchedLines()).toBe(1);
  });

  test('are not guessed from a name that several lines have', async () => {
    const labels = await table('x/a.png,one\ny/a.png,two\n');
    expect(labels.labelOf(found('y/a.png'))).toBe('two');
    expect(labels.labelOf(found('z/a.png'))).toBeNull();
  });

  test('are read in the encodings that Excel writes', async () => {
    const utf16 = await table(Buffer.from('\ufeffa.png,Käse\n', 'utf16le'));
    expect(utf16.labelOf(found('a.png'))).toBe('Käse');
    const western = await table(Buffer.from('a.png,K\xe4se\n', 'latin1'));
    expect(western.labelOf(found('a.png'))).toBe('Käse');
  });

  test('come from folders by themselves only when two folders hold images', async () => {
    const one = [found('cats/1.png', 'cats'), found('2.png')];
    const two = [...one, found('dogs/3.png', 'dogs')];
    expect((await openLabels('auto', one)).labelOf(one[0]!)).toBeNull();
    expect((await openLabels('auto', two)).labelOf(two[0]!)).toBe('cats');
    expect((await openLabels('auto', two)).labelOf(two[1]!)).toBeNull();
    expect((await openLabels('folders', one)).labelOf(one[0]!)).toBe('cats');
    expect((await openLabels('none', two)).labelOf(two[0]!)).toBeNull();
  });

  test('a table that is not there is an error with advice', async () => {
    await expect(openLabels('/no/such.csv', [])).rejects.toMatchObject({ code: 'unreadable-labels' });
  });
});
