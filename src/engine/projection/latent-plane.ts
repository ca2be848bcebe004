/** Two dimensions of the codes as they are: for a latent space of two dimensions all there is, for others a look along its own axes. */
import { MorphospaceError } from '../../shared/errors.ts';
import type { Codes } from '../../shared/latent.ts';

/**
 * `[rows, 2]`: dimension `across` along x and `up` along y; codes of one dimension lie on the x axis.
 * @throws MorphospaceError `no-such-dimension`
 */
export function latentPlane(
  { rows, dimensions, values }: Codes,
  [across, up]: readonly [number, number],
): Float32Array {
  const flat = dimensions === 1;
  if (across >= dimensions || (up >= dimensions && !flat)) {
    throw new MorphospaceError(
      'no-such-dimension',
      `The codes have ${dimensions} dimensions, numbered from 0 to ${dimensions - 1}.`,
      'Choose two of those.',
    );
  }
  const coordinates = new Float32Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    coordinates[2 * row] = values[row * dimensions + across]!;
    if (!flat) coordinates[2 * row + 1] = values[row * dimensions + up]!;
  }
  return coordinates;
}
