/**
 * How many pixels all threads together may hold decoded. One large picture at a time is always allowed, a dozen at once on a
 * machine with little memory are not: a thread then waits for the others.
 */
import { totalmem } from 'node:os';

/** Pictures below this are not counted. */
const UNCOUNTED = 2 ** 21;
/** Bytes that a decoded pixel takes at worst, with a second copy while it is turned upright. */
const BYTES_PER_PIXEL = 6;
const SHARE_OF_MEMORY = 0.05;

/** The one cell of the shared memory: pixels in use. */
const USED = 0;

export class PixelBudget {
  /** To be shared by all threads. */
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;
  readonly #limit: number;

  constructor(
    memory = new SharedArrayBuffer(4),
    limit = Math.floor((totalmem() * SHARE_OF_MEMORY) / BYTES_PER_PIXEL),
  ) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
    this.#limit = Math.min(limit, 2 ** 30);
  }

  /** Runs `work` once there is room for so many pixels. Blocks the thread while it waits. */
  async spend<T>(pixels: number, work: () => Promise<T>): Promise<T> {
    if (pixels < UNCOUNTED) return work();
    this.#acquire(pixels);
    try {
      return await work();
    } finally {
      Atomics.sub(this.#cells, USED, pixels);
      Atomics.notify(this.#cells, USED);
    }
  }

  #acquire(pixels: number): void {
    for (;;) {
      const used = Atomics.load(this.#cells, USED);
      const fits = used === 0 || used + pixels <= this.#limit;
      if (!fits) Atomics.wait(this.#cells, USED, used);
      else if (Atomics.compareExchange(this.#cells, USED, used, used + pixels) === used) return;
    }
  }
}
