/** Different images by chance, at most as many as there are. */
export function randomImages(count: number, images: number, random: () => number = Math.random): number[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, images)) chosen.add(Math.floor(random() * images));
  return [...chosen];
}
