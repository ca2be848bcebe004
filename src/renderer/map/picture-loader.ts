/** Fetches pages of thumbnails and single pictures, and decodes them away from the main thread, a few at a time. */

/** What to load: an address, and the side of the square to make of the picture; null for a page, which stays as it is. */
export interface PictureRequest {
  readonly url: string;
  readonly square: number | null;
}

export type PictureDecoder = (request: PictureRequest, signal: AbortSignal) => Promise<ImageBitmap>;

export interface LoadedPicture {
  readonly key: number;
  readonly bitmap: ImageBitmap;
}

/** In flight at once: enough to keep a few decoding threads busy while the next bytes arrive. */
const CONCURRENCY = 6;
/** What failed is tried again after so many milliseconds, then after twice as long, and so on. */
const FIRST_RETRY = 1000;
const ATTEMPTS = 4;
const UNCHANGED = { premultiplyAlpha: 'none', colorSpaceConversion: 'none' } as const;

/** Decodes a page, or the centred square of a picture. */
export async function fetchPicture(
  { url, square }: PictureRequest,
  signal: AbortSignal,
): Promise<ImageBitmap> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const whole = await createImageBitmap(await response.blob(), UNCHANGED);
  if (square === null) return whole;
  const side = Math.min(whole.width, whole.height);
  const left = Math.floor((whole.width - side) / 2);
  const top = Math.floor((whole.height - side) / 2);
  const size = { resizeWidth: square, resizeHeight: square, resizeQuality: 'medium' } as const;
  const tile = await createImageBitmap(whole, left, top, side, side, size);
  whole.close();
  return tile;
}

interface Failure {
  attempts: number;
  /** Not before this time, in milliseconds since the window was opened. */
  again: number;
}

export class PictureLoader {
  readonly #requestOf: (key: number) => PictureRequest;
  readonly #decode: PictureDecoder;
  readonly #onChange: () => void;
  readonly #abort = new AbortController();
  readonly #inFlight = new Set<number>();
  readonly #failures = new Map<number, Failure>();
  readonly #ready: LoadedPicture[] = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  /**
   * @param requestOf what a key of the caller's choice stands for
   * @param onChange is called when a picture is ready, and when one that failed may be asked for again
   */
  constructor(
    requestOf: (key: number) => PictureRequest,
    onChange: () => void,
    decode: PictureDecoder = fetchPicture,
  ) {
    this.#requestOf = requestOf;
    this.#onChange = onChange;
    this.#decode = decode;
  }

  /** Whether pictures have been decoded that `take` has not handed out. */
  get waiting(): boolean {
    return this.#ready.length > 0;
  }

  /** Whether nothing more can be asked for now. */
  get full(): boolean {
    return this.#inFlight.size >= CONCURRENCY || this.#abort.signal.aborted;
  }

  /** Starts loading, unless it is under way, has failed lately, or enough others are under way: then ask again later. */
  request(key: number): void {
    if (this.full || this.#inFlight.has(key)) return;
    const failure = this.#failures.get(key);
    if (failure !== undefined && (failure.attempts >= ATTEMPTS || performance.now() < failure.again)) return;
    this.#inFlight.add(key);
    void this.#load(key);
  }

  /** The next decoded picture, whose bitmap the caller has to close; null when there is none. */
  take(): LoadedPicture | null {
    const loaded = this.#ready.shift();
    if (loaded === undefined) return null;
    this.#inFlight.delete(loaded.key);
    return loaded;
  }

  dispose(): void {
    this.#abort.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { bitmap } of this.#ready) bitmap.close();
    this.#ready.length = 0;
  }

  async #load(key: number): Promise<void> {
    try {
      const bitmap = await this.#decode(this.#requestOf(key), this.#abort.signal);
      if (this.#abort.signal.aborted) {
        bitmap.close();
        return;
      }
      this.#failures.delete(key);
      this.#ready.push({ key, bitmap });
      this.#onChange();
    } catch {
      // Thumbnails are an ornament of the dots: one that cannot be had is asked for a few times more and then left out.
      this.#inFlight.delete(key);
      if (!this.#abort.signal.aborted) this.#retryLater(key);
    }
  }

  #retryLater(key: number): void {
    const attempts = (this.#failures.get(key)?.attempts ?? 0) + 1;
    const delay = FIRST_RETRY * 2 ** (attempts - 1);
    this.#failures.set(key, { attempts, again: performance.now() + delay });
    if (attempts >= ATTEMPTS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#onChange();
    }, delay + 1);
    this.#timers.add(timer);
  }
}
