/** Long computations on one thread: they report how far they are, give the event loop its turn, and stop when told to. */
import { cancelledError } from '../../shared/errors.ts';
import type { ReportProgress } from '../../shared/progress.ts';

export interface Work {
  progress?: ReportProgress;
  signal?: AbortSignal;
}

/** Longest stretch of computing, in milliseconds, between two turns of the event loop. */
const STRETCH = 40;

/** Keeps the time since the event loop last had its turn. */
export class Breather {
  readonly #signal: AbortSignal | undefined;
  #last = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#throwIfAborted();
  }

  /** True when it is time to await `breathe()`; cheap enough to ask every millisecond. */
  get due(): boolean {
    return performance.now() - this.#last > STRETCH;
  }

  /** Lets pending events run. @throws MorphospaceError `cancelled` once the signal is aborted. */
  async breathe(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#throwIfAborted();
    this.#last = performance.now();
  }

  #throwIfAborted(): void {
    if (this.#signal?.aborted) throw cancelledError();
  }
}
