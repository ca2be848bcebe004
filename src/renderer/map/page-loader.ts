/** Fetches pages of thumbnails and decodes them away from the main thread, a few at a time. */

export type PageDecoder = (url: string, signal: AbortSignal) => Promise<ImageBitmap>;

/** Pages in flight at once: enough to keep two decoding threads busy while the next bytes arrive. */
const CONCURRENCY = 4;
/** A page that failed is tried again after so many milliseconds, then after twice as long, and so on. */
const FIRST_RETRY = 1000;
const ATTEMPTS = 4;

export async function fetchPage(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return createImageBitmap(await response.blob(), { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
}

export interface LoadedPage {
  readonly page: number;
  readonly bitmap: ImageBitmap;
}

interface Failure {
  attempts: number;
  /** Not before this time, in milliseconds since the page was opened. */
  again: number;
}

export class PageLoader {
  readonly #urlOf: (page: number) => string;
  readonly #decode: PageDecoder;
  readonly #onChange: () => void;
  readonly #abort = new AbortController();
  readonly #inFlight = new Set<number>();
  readonly #failures = new Map<number, Failure>();
  readonly #ready: LoadedPage[] = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  /**
   * @param urlOf the address of a page, which has a number of the caller's choice
   * @param onChange is called when a page is ready, and when one that failed may be asked for again
   */
  constructor(urlOf: (page: number) => string, onChange: () => void, decode: PageDecoder = fetchPage) {
    this.#urlOf = urlOf;
    this.#onChange = onChange;
    this.#decode = decode;
  }

  /** Whether pages have been decoded that `take` has not handed out. */
  get waiting(): boolean {
    return this.#ready.length > 0;
  }

  /** Starts loading a page, unless it is on its way, has failed lately, or enough others are on theirs: then ask again later. */
  request(page: number): void {
    if (this.#inFlight.has(page) || this.#inFlight.size >= CONCURRENCY || this.#abort.signal.aborted) return;
    const failure = this.#failures.get(page);
    if (failure !== undefined && (failure.attempts >= ATTEMPTS || performance.now() < failure.again)) return;
    this.#inFlight.add(page);
    void this.#load(page);
  }

  /** The next decoded page, whose bitmap the caller has to close; null when there is none. */
  take(): LoadedPage | null {
    const loaded = this.#ready.shift();
    if (loaded === undefined) return null;
    this.#inFlight.delete(loaded.page);
    return loaded;
  }

  dispose(): void {
    this.#abort.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { bitmap } of this.#ready) bitmap.close();
    this.#ready.length = 0;
  }

  async #load(page: number): Promise<void> {
    try {
      const bitmap = await this.#decode(this.#urlOf(page), this.#abort.signal);
      if (this.#abort.signal.aborted) {
        bitmap.close();
        return;
      }
      this.#failures.delete(page);
      this.#ready.push({ page, bitmap });
      this.#onChange();
    } catch {
      // Thumbnails are an ornament of the dots: a page that cannot be had is asked for a few times more and then left out.
      this.#inFlight.delete(page);
      if (!this.#abort.signal.aborted) this.#retryLater(page);
    }
  }

  #retryLater(page: number): void {
    const attempts = (this.#failures.get(page)?.attempts ?? 0) + 1;
    const delay = FIRST_RETRY * 2 ** (attempts - 1);
    this.#failures.set(page, { attempts, again: performance.now() + delay });
    if (attempts >= ATTEMPTS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#onChange();
    }, delay + 1);
    this.#timers.add(timer);
  }
}
