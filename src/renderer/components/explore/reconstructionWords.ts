/** How well an image is rebuilt, in plain words. Decibels mean little by themselves, so they are set against what is usual. */

/**
 * @param psnr peak signal-to-noise ratio of this image's reconstruction, in decibels
 * @param usual the same over the model's held-out images; null where it has not been measured
 */
export function reconstructionWords(psnr: number, usual: number | null): string {
  if (usual === null) return 'How well the model rebuilds it';
  const better = psnr - usual;
  if (better > 2) return 'Rebuilt better than most images';
  if (better > -2) return 'Rebuilt about as well as most images';
  if (better > -5) return 'Rebuilt worse than most images';
  return 'Hardly rebuilt: unlike what the model knows';
}
