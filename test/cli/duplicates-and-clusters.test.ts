/** What is there twice and what belongs together, from a terminal. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDiscs } from './pictures.ts';
import { run } from './program.ts';

/** Two discs that are 48 apart have nearly the same colour and the same place. */
const COUNT = 48;

let folder: string;
let library: string;
const at = (...parts: string[]) => join(folder, ...parts);

async function done<T extends object>(...args: string[]): Promise<T> {
  const { status, result, stderr } = await run(library, ...args, '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return result as T;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duplicates-and-clusters-'));
  library = at('library');
  await writeDiscs(at('discs'), COUNT);
  copyFileSync(at('discs', 'large', '0.png'), at('discs', 'large', 'again.png'));
  await sharp(at('discs', 'small', '1.png'))
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toFile(at('discs', 'small', 'saved.jpg'));
  await done('import', at('discs'), '--name', 'discs');
  await done(
    ...['train', 'discs', '--name', 'model', '--size', '32', '--latent', '4', '--channels', '8,16,16'],
    ...['--epochs', '3', '--batch', '16', '--device', 'cpu'],
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('duplicates', () => {
  it('are listed in groups with the one to keep, and as CSV', async () => {
    const found = await done<{
      rows: number;
      groups: { kind: string; files: string[]; best: string }[];
      spare: number;
    }>(...['duplicates', 'discs', '--out', at('duplicates.csv')]);
    expect(found.rows).toBe(COUNT + 2);
    expect(found.spare).toBe(2);
    expect(found.groups.map(({ kind, files }) => ({ kind, files: files.sort() }))).toEqual(
      expect.arrayContaining([
        { kind: 'identical', files: ['large/0.png', 'large/again.png'] },
        { kind: 'near', files: ['small/1.png', 'small/saved.jpg'] },
      ]),
    );
    const lines = readFileSync(at('duplicates.csv'), 'utf8').trimEnd().split('\n');
    expect(lines[0]).toBe('file,group,kind,best');
    expect(lines).toHaveLength(5);
  });

  it('are shown in words', async () => {
    const { stdout } = await run(library, 'duplicates', 'discs');
    expect(stdout).toMatch(/2 groups among 50 images; 2 could go/);
    expect(stdout).toContain('  large/0.png\n    = large/again.png\n');
  });

  it('take no more bits than make sense', async () => {
    const { status, stderr } = await run(library, 'duplicates', 'discs', '--bits', '40');
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/bits/);
  });
});

interface Clusters {
  clusters: { images: number; representatives: string[]; files: string[] }[];
  noise: number;
  criterion: { tried: { count: number; value: number }[]; best: string } | null;
}

describe('clusters', () => {
  for (const method of ['k-means', 'mixture']) {
    it(`of ${method} hold every image once, the largest first, with typical ones of their own`, async () => {
      const { clusters, noise, criterion } = await done<Clusters>(
        ...['clusters', 'model', '-k', '4', '--method', method, '--out', at('clusters.csv')],
      );
      expect(criterion).toBeNull();
      expect(noise).toBe(0);
      expect(clusters.length).toBeLessThanOrEqual(4);
      const files = clusters.flatMap((cluster) => cluster.files);
      expect(new Set(files).size).toBe(COUNT + 2);
      expect(files).toHaveLength(COUNT + 2);
      const sizes = clusters.map(({ images }) => images);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      for (const { files, images, representatives } of clusters) {
        expect(files).toHaveLength(images);
        expect(representatives).toHaveLength(Math.min(8, images));
        expect(files).toEqual(expect.arrayContaining(representatives));
      }
      const rows = readFileSync(at('clusters.csv'), 'utf8').trimEnd().split('\n');
      expect(rows[0]).toBe('file,cluster');
      expect(rows.filter((row) => row.endsWith(',1'))).toHaveLength(sizes[0]!);
    });
  }

  it('are as many as the criterion says that is shown', async () => {
    const { clusters, criterion } = await done<Clusters>('clusters', 'model');
    const best = criterion!.tried.reduce((a, b) => (b.value > a.value ? b : a));
    expect(criterion!.best).toBe('highest');
    expect(clusters).toHaveLength(best.count);
    const { stdout } = await run(library, 'clusters', 'model');
    expect(stdout).toMatch(/^Mean silhouette, highest is best: 2: /);
  });

  it('of HDBSCAN leave what is noise out', async () => {
    const { clusters, noise, criterion } = await done<Clusters>('clusters', 'model', '--method', 'hdbscan');
    expect(criterion).toBeNull();
    expect(clusters.reduce((sum, { images }) => sum + images, noise)).toBe(COUNT + 2);
  });

  it('cannot be more than there are images', async () => {
    const { status, stderr } = await run(library, 'clusters', 'model', '-k', '100');
    expect(status).toBe(1);
    expect(stderr).toMatch(/error: 50 images cannot be in 100 clusters\.?; /);
  });
});
