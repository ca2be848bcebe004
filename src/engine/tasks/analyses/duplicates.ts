/** What is there twice: the same bytes, or the same picture saved differently. */
import type { DuplicateGroup } from '../../../shared/analyses.ts';
import { type Copies, findCopies } from '../../analysis/copies.ts';
import { Sketches } from '../../analysis/likeness.ts';
import { decodeFiles } from '../../images/decode-pool.ts';
import { originalMissing } from '../../images/prepare-pixels.ts';
import { ProgressMeter } from '../../images/progress-meter.ts';
import type { StoredImage } from '../../library/datasets.ts';
import type { Analysis } from '../analyse.ts';

/** Images of the same bytes: they are looked at once. */
interface Content {
  image: Pick<StoredImage, 'path' | 'bytes' | 'width' | 'height'>;
  /** Positions in the dataset, in order. */
  images: number[];
}

export const duplicates: Analysis<'duplicates'> = async (input, { library, progress, signal }) => {
  const contents = distinctContents(library.datasets.eachImage(input.datasetId));
  const sketches = new Sketches(contents.length);
  const meter = new ProgressMeter('Reading images', contents.length, progress);
  const files = contents.map(({ image }) => image);
  let row = 0;
  for await (const { file, outcome } of decodeFiles(
    files,
    { pixels: null, tiles: [], sketch: true },
    { signal },
  )) {
    if ('reason' in outcome) throw originalMissing(file.path, outcome.reason);
    sketches.set(row++, outcome.sketch!);
    meter.advance();
  }
  meter.finish();

  const pictures = {
    count: contents.length,
    width: files.map(({ width }) => width),
    height: files.map(({ height }) => height),
    bytes: files.map(({ bytes }) => bytes),
    sketches,
  };
  const copies = await findCopies(pictures, input.request.bits, { progress, signal });
  return { kind: 'duplicates', groups: groupsOf(contents, copies) };
};

function distinctContents(images: Iterable<StoredImage>): Content[] {
  const contents = new Map<string, Content>();
  for (const { index, id, path, bytes, width, height } of images) {
    const content = contents.get(id);
    if (content) content.images.push(index);
    else contents.set(id, { image: { path, bytes, width, height }, images: [index] });
  }
  return [...contents.values()];
}

/** Largest groups first, equally large ones by their first image. */
function groupsOf(contents: readonly Content[], { original, bits }: Copies): DuplicateGroup[] {
  const members = new Map<number, number[]>();
  for (const [row, owner] of original.entries()) {
    const others = members.get(owner);
    if (others) others.push(row);
    else members.set(owner, [row]);
  }
  const groups: DuplicateGroup[] = [];
  for (const [owner, rows] of members) {
    const images = rows.flatMap((row) => contents[row]!.images).sort((a, b) => a - b);
    if (images.length < 2) continue;
    groups.push({
      kind: rows.length === 1 ? 'identical' : 'near',
      images,
      best: contents[owner]!.images[0]!,
      bits: rows.reduce((most, row) => Math.max(most, bits[row]!), 0),
    });
  }
  return groups.sort((a, b) => b.images.length - a.images.length || a.images[0]! - b.images[0]!);
}
