/** Setting a decoded region into an image without a seam. */

/** How far the correction at the edge reaches into the region, as a part of the picture's side. */
const REACH = 1 / 16;
const SWEEPS_PER_PIXEL = 12;

/**
 * Known pixels stay as they are. In the region the decoded picture is corrected by what it is off by at the known pixels around, fading
 * out inwards: the correction c solves the screened equation Δc = c / reach², with the known differences as its border (Poisson image
 * editing, Pérez, Gangnet and Blake 2003, but for the fading, without which one wrong pixel at the edge would tint the whole region).
 *
 * @param image, decoded `[channels, size, size]`
 * @param unknown `[size, size]`: 1 in the region
 */
export function blendRegion(
  image: Float32Array,
  decoded: Float32Array,
  unknown: Uint8Array,
  size: number,
): Float32Array {
  const reach = Math.max(1, size * REACH);
  const region = Array.from(unknown.keys()).filter((at) => unknown[at] === 1);
  const blended = image.slice();
  for (let plane = 0; plane < image.length; plane += size * size) {
    const correction = Float64Array.from(unknown, (missing, at) =>
      missing ? 0 : image[plane + at]! - decoded[plane + at]!,
    );
    for (let sweep = 0; sweep < SWEEPS_PER_PIXEL * reach; sweep++) {
      for (const at of region) correction[at] = relaxed(correction, at, size, reach);
    }
    for (const at of region) {
      blended[plane + at] = Math.min(1, Math.max(0, decoded[plane + at]! + correction[at]!));
    }
  }
  return blended;
}

/** What a pixel's four neighbours say of it; nothing flows over the border of the picture (Gauss and Seidel). */
function relaxed(correction: Float64Array, at: number, size: number, reach: number): number {
  const [x, y] = [at % size, Math.floor(at / size)];
  let sum = 0;
  let neighbours = 0;
  const add = (inside: boolean, other: number) => {
    if (!inside) return;
    sum += correction[other]!;
    neighbours++;
  };
  add(x > 0, at - 1);
  add(x < size - 1, at + 1);
  add(y > 0, at - size);
  add(y < size - 1, at + size);
  return sum / (neighbours + 1 / reach ** 2);
}
