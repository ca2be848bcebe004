/** Images that a person names on the command line: files, or images of the dataset by their path in it; and how their pictures are saved. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Transport } from '../shared/contract.ts';
import { MorphospaceError } from '../shared/errors.ts';
import type { Codes } from '../shared/latent.ts';
import type { ModelRecord } from '../shared/models.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';

export const LOOK_OPTIONS: OptionSpecs = {
  scale: { value: 'N', summary: 'enlarge N times (1; animations to at least 256 pixels)' },
  enlargement: { value: 'WAY', summary: 'nearest (every pixel a square) or lanczos (smooth) (lanczos)' },
};

/** Images asked for at once. */
const PAGE = 5000;

export function lookOf(args: Arguments) {
  return {
    scale: args.number('scale'),
    enlargement: args.choice('enlargement', ['nearest', 'lanczos'] as const),
  };
}

/** The path of a file, or the index of the dataset's image of that name. @throws MorphospaceError `no-such-image` */
export async function findImage(
  engine: Transport,
  datasetId: string,
  image: string,
): Promise<string | number> {
  if (existsSync(image)) return resolve(image);
  // A search finds whatever contains the name: "1.png" is in most names of a numbered collection.
  for (let offset = 0; ; offset += PAGE) {
    const { total, images } = await engine.call('datasets.images', {
      ...{ datasetId, search: image, offset, limit: PAGE },
    });
    const found = images.find(({ file }) => file === image);
    if (found) return found.index;
    if (offset + PAGE >= total) break;
  }
  throw new MorphospaceError(
    'no-such-image',
    `"${image}" is neither a file nor an image of the dataset.`,
    'Name a file, or an image by its path within the imported folder.',
  );
}

/** Codes of images, [names, dimensions]. @throws MorphospaceError `no-such-image`, `unreadable`, `unreadable-image` */
export async function codesOf(
  engine: Transport,
  { id: modelId, datasetId }: ModelRecord,
  names: readonly string[],
): Promise<Codes> {
  const parts: Codes[] = [];
  for (const name of names) {
    const image = await findImage(engine, datasetId, name);
    parts.push(
      typeof image === 'number'
        ? await engine.call('latent.encode', { modelId, indices: [image] })
        : await engine.call('latent.encodeFile', { modelId, bytes: await readImage(image) }),
    );
  }
  const dimensions = parts[0]?.dimensions ?? 0;
  const values = new Float32Array(parts.length * dimensions);
  parts.forEach((part, row) => values.set(part.values, row * dimensions));
  return { rows: parts.length, dimensions, values };
}

export async function readImage(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    throw new MorphospaceError('unreadable', `${file} could not be read.`, 'Check the path of the image.', {
      cause,
    });
  }
}
