/** A layout as CSV for other programs: `file,label,x,y`, in the order of the dataset. */
import { quoted, shortest } from './csv.ts';

/**
 * @param images in the order of the dataset.
 * @param coordinates `[images, 2]`.
 */
export function coordinatesCsv(
  images: Iterable<{ file: string; label: string | null }>,
  coordinates: Float32Array,
): string {
  const lines = ['file,label,x,y'];
  let row = 0;
  for (const { file, label } of images) {
    // Images that were added after the layout was made are not on it.
    if (row * 2 >= coordinates.length) break;
    const [x, y] = coordinates.subarray(row * 2, row * 2 + 2);
    lines.push(`${quoted(file)},${quoted(label ?? '')},${shortest(x!)},${shortest(y!)}`);
    row++;
  }
  return `${lines.join('\n')}\n`;
}
