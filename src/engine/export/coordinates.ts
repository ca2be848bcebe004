/** The layout of a dataset's images as CSV, in the dataset's order. */
import { csvFloat32, csvText } from './csv.ts';
import type { RowName } from './embedding.ts';

/**
 * Columns `file`, `label`, `x`, `y`.
 *
 * @param coordinates [rows, 2]; images beyond these rows, added after the layout was made, are left out.
 */
export function coordinatesCsv(images: Iterable<RowName>, coordinates: Float32Array): string {
  const lines = ['file,label,x,y'];
  let at = 0;
  for (const { file, label } of images) {
    if (at >= coordinates.length) break;
    const [x, y] = [coordinates[at++]!, coordinates[at++]!];
    lines.push(`${csvText(file)},${csvText(label ?? '')},${csvFloat32(x)},${csvFloat32(y)}`);
  }
  return `${lines.join('\n')}\n`;
}
