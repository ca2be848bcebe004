/** Paints the squares in view onto a canvas the size of the view. */
import { squareAt, type GridLayout } from './gridLayout.ts';
import type { SquarePicture } from './gridPictures.ts';

export interface SquaresScene {
  layout: GridLayout;
  /** Content coordinate of the view's upper edge, CSS pixels. */
  top: number;
  range: { first: number; end: number };
  /** Colour of a square whose picture is not there yet. */
  empty: string;
  pictureAt: ReadonlyMap<number, SquarePicture>;
  bitmapOf(address: string): ImageBitmap | null;
  /** Squares with an edge of this colour around them: those of selected images. */
  mark: string;
  isMarked(position: number): boolean;
}

/** Width of a mark, CSS pixels. */
const MARK = 3;

export function paintSquares(
  canvas: HTMLCanvasElement,
  view: { width: number; height: number },
  { layout, top, range, empty, pictureAt, bitmapOf, mark, isMarked }: SquaresScene,
): void {
  const scale = devicePixelRatio;
  const [width, height] = [Math.round(view.width * scale), Math.round(view.height * scale)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${view.width}px`;
    canvas.style.height = `${view.height}px`;
  }
  const context = canvas.getContext('2d', { alpha: true })!;
  context.clearRect(0, 0, width, height);
  context.imageSmoothingQuality = 'medium';
  context.fillStyle = empty;
  const side = Math.round(layout.size * scale);
  for (let position = range.first; position < range.end; position++) {
    const { x, y } = squareAt(layout, position);
    const [left, upper] = [Math.round(x * scale), Math.round((y - top) * scale)];
    const picture = pictureAt.get(position);
    const bitmap = picture === undefined ? null : bitmapOf(picture.address);
    if (bitmap === null) context.fillRect(left, upper, side, side);
    else {
      const cut = picture!.cut ?? centredSquare(bitmap);
      context.drawImage(bitmap, cut.x, cut.y, cut.side, cut.side, left, upper, side, side);
    }
    if (isMarked(position)) {
      const width = MARK * scale;
      context.strokeStyle = mark;
      context.lineWidth = width;
      context.strokeRect(left + width / 2, upper + width / 2, side - width, side - width);
    }
  }
}

function centredSquare({ width, height }: ImageBitmap): { x: number; y: number; side: number } {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}
