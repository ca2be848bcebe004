import { expect, test } from 'vitest';
import { describeSources, proposeName, sharedFolder } from '../../src/renderer/importSources.ts';

const path = (name: string) => ({ kind: 'path' as const, path: name });
const file = (name: string) => ({ kind: 'file' as const, path: name, file: new File([], name) });

test('a dataset is named after the folder it comes from', () => {
  expect(proposeName([path('/home/ada/Pictures/my_faces')])).toBe('my faces');
  expect(proposeName([path('C:\\Users\\Ada\\faces\\')])).toBe('faces');
  expect(proposeName([file('cats/1.jpg'), file('cats/tabby/2.jpg')])).toBe('cats');
  expect(proposeName([path('/tmp/only one.jpeg')])).toBe('only one');
});

test('things with nothing in common are called Images', () => {
  expect(proposeName([path('/a/cats'), path('/a/dogs')])).toBe('Images');
  expect(proposeName([file('1.jpg'), file('2.jpg')])).toBe('Images');
});

test('what will be imported is said in one line', () => {
  expect(describeSources([path('/home/ada/faces')])).toBe('/home/ada/faces');
  expect(describeSources([path('/a'), path('/b')])).toBe('2 folders and files');
  expect(describeSources([file('cats/1.jpg'), file('cats/2.jpg')])).toBe('2 files from cats');
  expect(describeSources([file('1.jpg'), path('/b')])).toBe('1 file, and /b');
});

test('files that came in one folder are known to share it', () => {
  expect(sharedFolder([{ path: 'cats/tabby/1.jpg' }, { path: 'cats/2.jpg' }])).toBe('cats');
  expect(sharedFolder([{ path: 'cats/1.jpg' }, { path: 'dogs/1.jpg' }])).toBeNull();
  expect(sharedFolder([{ path: 'cats/1.jpg' }, { path: '1.jpg' }])).toBeNull();
  expect(sharedFolder([{ path: '1.jpg' }, { path: '2.jpg' }])).toBeNull();
});
