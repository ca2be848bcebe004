/** How clicks and keys in a grid of images change the selection. */
import { useSelection } from '../../stores/selection.ts';
import type { GridChoice } from './gridChoice.ts';

interface GridSelection {
  /** The index in the dataset of what is shown at a position, null while it is not known. */
  indexAt(position: number): number | null;
  /** A plain click looks at an image and leaves the selection that it is part of; otherwise it selects it alone. */
  keeping?: boolean;
}

export function useGridSelection({ indexAt, keeping = false }: GridSelection) {
  const selection = useSelection();
  /** Where a range begins. */
  let anchor = 0;

  function choose(position: number, how: GridChoice): void {
    const image = indexAt(position);
    if (image === null) return;
    if (how === 'range') {
      const ends = [Math.min(anchor, position), Math.max(anchor, position)] as const;
      const between = Array.from({ length: ends[1] - ends[0] + 1 }, (_, k) => indexAt(ends[0] + k));
      selection.replace(Uint32Array.from(between.filter((index) => index !== null)));
      selection.look(image);
      return;
    }
    anchor = position;
    if (how === 'toggle') selection.toggle(image);
    else if (keeping) selection.look(image);
    else selection.select(image);
  }

  return { choose };
}
