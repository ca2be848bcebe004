/** Pictures of many pictures, to be saved: a morph, a row for each segment with the originals at both ends; others in a grid. */
import { crossFade, paintFrame, type Frame } from './frames.ts';
import { stripPositions } from './timeline.ts';

export interface SheetSegment {
  /** The images themselves, as the model sees them. */
  readonly from: Frame;
  readonly to: Frame;
  /** All frames from one to the other. */
  readonly frames: readonly Frame[];
}

const FRAMES = 9;
/** Small pictures are enlarged to this many pixels. */
const SMALLEST = 96;

/** `withCrossFade` adds a second row under each: the originals laid over each other. */
export function drawContactSheet(segments: readonly SheetSegment[], withCrossFade: boolean): Promise<Blob> {
  const side = Math.max(SMALLEST, segments[0]!.frames[0]!.size);
  const gap = Math.round(side / 12);
  const rows = withCrossFade ? 2 : 1;
  const canvas = document.createElement('canvas');
  canvas.width = 4 * gap + (FRAMES + 2) * side;
  canvas.height = gap + segments.length * (rows * side + gap);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  const shares = stripPositions(FRAMES, 1);
  segments.forEach(({ from, to, frames }, row) => {
    const y = gap + row * (rows * side + gap);
    const ends = y + ((rows - 1) * side) / 2;
    paintFrame(context, from, gap, ends, side);
    paintFrame(context, to, canvas.width - gap - side, ends, side);
    shares.forEach((share, column) => {
      const x = 2 * gap + (column + 1) * side;
      paintFrame(context, frames[Math.round(share * (frames.length - 1))]!, x, y, side);
      if (withCrossFade) paintFrame(context, crossFade(from, to, share), x, y + side, side);
    });
  });
  return toPng(canvas);
}

/** Pictures row by row, each `scale` times as large as it is, without gaps: as the engine writes them. */
export function drawGrid(
  frames: readonly Frame[],
  { columns, scale, smooth }: { columns: number; scale: number; smooth: boolean },
): Promise<Blob> {
  const side = frames[0]!.size * scale;
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(columns, frames.length) * side;
  canvas.height = Math.ceil(frames.length / columns) * side;
  const context = canvas.getContext('2d')!;
  frames.forEach((frame, i) => {
    paintFrame(context, frame, (i % columns) * side, Math.floor(i / columns) * side, side, smooth);
  });
  return toPng(canvas);
}

function toPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('The picture is too large.')) : resolve(blob))),
  );
}

/** Hands a file to the browser's downloads, which the desktop shell has too. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
