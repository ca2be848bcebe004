/** Videos of frames, recorded by the browser's own encoder in the time that they take to play. */

export type VideoKind = 'webm' | 'mp4';

const TYPES: Readonly<Record<VideoKind, readonly string[]>> = {
  webm: ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'],
  mp4: ['video/mp4;codecs=avc1.640028', 'video/mp4;codecs=avc1.42E01E', 'video/mp4'],
};
const BITS_PER_SECOND = 8_000_000;

/** The best type of a kind that this browser can record; null where it can record none. */
export function recordableType(kind: VideoKind): string | null {
  if (typeof MediaRecorder === 'undefined') return null;
  return TYPES[kind].find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

export interface Film {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly framesPerSecond: number;
  paint(context: CanvasRenderingContext2D, frame: number): void;
}

/** Plays the film once and records it; `progress` is told shares of 0..1. Rejects with the reason of `signal` when it is aborted. */
export async function recordFilm(
  film: Film,
  type: string,
  { progress, signal }: { progress: (share: number) => void; signal: AbortSignal },
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  // Encoders take even sizes only.
  canvas.width = 2 * Math.ceil(film.width / 2);
  canvas.height = 2 * Math.ceil(film.height / 2);
  const context = canvas.getContext('2d')!;
  const stream = canvas.captureStream(film.framesPerSecond);
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: BITS_PER_SECOND });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise<void>((resolve, reject) => {
    recorder.onstop = () => resolve();
    recorder.onerror = () => reject(new Error('The browser could not encode the video.'));
  });
  film.paint(context, 0);
  recorder.start();
  try {
    const begun = performance.now();
    for (let frame = 0; frame < film.frames; frame++) {
      signal.throwIfAborted();
      film.paint(context, frame);
      progress(frame / film.frames);
      // Each frame is due at its time, so that lateness does not add up.
      const due = begun + ((frame + 1) * 1000) / film.framesPerSecond;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    }
  } finally {
    recorder.stop();
    await stopped;
    for (const track of stream.getTracks()) track.stop();
  }
  return new Blob(parts, { type });
}
