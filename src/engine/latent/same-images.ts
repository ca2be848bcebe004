import { MorphospaceError } from '../../shared/errors.ts';
import type { PixelSource } from '../images/pixel-source.ts';
import type { OpenModel } from '../runtime/model.ts';

/** Whether a model can look at these pixels. @throws MorphospaceError `other-images` */
export function requireSameImages({ card }: Pick<OpenModel, 'card'>, source: PixelSource): void {
  if (card.image.size === source.size && card.image.channels === source.channels) return;
  const describe = (size: number, channels: number) =>
    `${size} x ${size} ${channels === 1 ? 'grey' : 'colour'} images`;
  throw new MorphospaceError(
    'other-images',
    `The model was made for ${describe(card.image.size, card.image.channels)}, not for ${describe(source.size, source.channels)}.`,
    'Prepare the images at the size and in the channels of the model.',
  );
}
