/** In decibels, for images in 0..1. A perfect reconstruction would have no number, so errors count as 1e-10 at the least. */
export function psnrOf(mse: number): number {
  return -10 * Math.log10(Math.max(mse, 1e-10));
}
