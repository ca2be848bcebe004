/** Which images are held out of training, to measure on. */

/** Share of the images that is held out. */
const HELD_OUT = 0.1;

const NONE: ReadonlySet<number> = new Set();

export interface Split {
  /** Positions in the dataset, ascending. */
  training: Uint32Array;
  heldOut: Uint32Array;
}

/**
 * An image is held out when the hash of its id and the seed falls into the lowest tenth. So an image stays on its side whatever
 * is added to the dataset later, and identical files are never on both sides. About 10 % are held out, not exactly; of two
 * images or more there is at least one on each side, unless all have the same bytes: then everything is on both.
 *
 * @param ids of all images in the dataset's order, 32 hexadecimal digits each.
 * @param excluded positions of images that are on neither side.
 */
export function splitImages(
  ids: readonly string[],
  seed: number,
  excluded: ReadonlySet<number> = NONE,
): Split {
  const positions = Array.from(ids.keys()).filter((position) => !excluded.has(position));
  const ranks = positions.map((position) => rankOf(ids[position]!, seed));
  let threshold = HELD_OUT * 2 ** 32;
  const lowest = ranks.reduce((least, rank) => Math.min(least, rank), Infinity);
  const highest = ranks.reduce((most, rank) => Math.max(most, rank), 0);
  if (lowest === highest) {
    const everything = Uint32Array.from(positions);
    return { training: everything, heldOut: everything };
  }
  if (lowest >= threshold) threshold = lowest + 1;
  if (highest < threshold) threshold = highest;
  const training: number[] = [];
  const heldOut: number[] = [];
  for (const [i, rank] of ranks.entries()) (rank < threshold ? heldOut : training).push(positions[i]!);
  return { training: Uint32Array.from(training), heldOut: Uint32Array.from(heldOut) };
}

/** Training images to measure beside the held-out ones: up to the first number all the same many, then a share, never more than the last. */
const SAMPLE = { all: 100, share: 0.25, most: 500 };

/**
 * Training images to compare the held-out ones with: as many as those up to a hundred, then a quarter as many, and 500 at the most. They
 * are spread evenly over the dataset, the same for the whole run, and found again afterwards. Measuring an image takes nearly as long as
 * a step of training does for it, and the held-out images themselves are measured after every epoch: a sample as large as those would
 * make that twice as long, and change little in what is known, which is limited by the number of held-out images.
 *
 * @returns positions in the dataset, ascending.
 */
export function trainingSample({ training, heldOut }: Split): Uint32Array {
  const wanted = Math.min(SAMPLE.most, Math.max(SAMPLE.all, Math.round(SAMPLE.share * heldOut.length)));
  const count = Math.min(training.length, heldOut.length, wanted);
  return Uint32Array.from({ length: count }, (_, i) => training[Math.floor((i * training.length) / count)]!);
}

/** A well-mixed 32-bit number; ids are hashes already, the finaliser of MurmurHash3 stirs in the seed. */
function rankOf(id: string, seed: number): number {
  let rank = Number.parseInt(id.slice(0, 8), 16) ^ Math.imul(seed, 0x9e3779b1);
  rank = Math.imul(rank ^ (rank >>> 16), 0x85ebca6b);
  rank = Math.imul(rank ^ (rank >>> 13), 0xc2b2ae35);
  return (rank ^ (rank >>> 16)) >>> 0;
}
