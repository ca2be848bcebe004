import { imageForDisplay, type DisplayImage } from '../images/original.ts';

/** An image of a dataset in a form that every browser shows; decoded here, because a damaged file may crash a decoder. */
export function picture({ path, side }: { path: string; side?: number }): Promise<DisplayImage> {
  return imageForDisplay(path, side);
}
