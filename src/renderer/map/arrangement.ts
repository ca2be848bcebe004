/**
 * Where the images of the map are to be found, and which show as thumbnails at which zoom. Small datasets are arranged at once, large
 * ones in a worker: until it has answered, nothing can be picked, and no thumbnails are there.
 */
import type { ArrangeRequest, ArrangerAnswer, RevealRequest } from './arranger-worker.ts';
import { Arranger } from './arranger.ts';
import { levelFor, type RevealOrder } from './reveal.ts';
import { SpatialIndex } from './spatial-index.ts';

/** Up to so many images arranging takes a few milliseconds. */
const SMALL = 10_000;

export class Arrangement implements RevealOrder {
  /** Null until the images are arranged. While another layout is arranged, the last one's. */
  index: SpatialIndex | null = null;
  order: Uint32Array = new Uint32Array(0);
  /** The place of every image in `order`, or -1. */
  rank: Int32Array = new Int32Array(0);
  readonly #onChange: () => void;
  #arranger: Arranger | null = null;
  #worker: Worker | null = null;
  /** Of the layout that was asked for last. */
  #number = 0;
  #positions: Float32Array = new Float32Array(0);
  #coarsest = 0;
  /** How many images are revealed at each level from the coarsest on, as far as is known. */
  #counts: number[] = [];
  /** The worker is at work; a layout that came in meanwhile waits, and replaces one that waited before. */
  #working = false;
  #next: ArrangeRequest | null = null;
  /** What the worker was asked to arrange last. */
  #asked: ArrangeRequest | null = null;
  #workerless = false;

  /** `onChange` is called when more is known than before. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether a worker is at work, so that more will be known soon. */
  get working(): boolean {
    return this.#working;
  }

  /** Other images: forgets what is known. */
  clear(): void {
    this.#number++;
    this.#next = null;
    this.#arranger = null;
    this.index = null;
    this.#forgetLevels(0);
  }

  /**
   * Arranges anew: positions `[n, 2]`, 0 in `filter` for images that are not there, and the side of the smallest tile that is ever
   * shown when all are in view, in world units.
   */
  arrange(positions: Float32Array, filter: Uint8Array | null, widest: number): void {
    this.#number++;
    this.#coarsest = levelFor(widest);
    this.#positions = positions;
    const images = positions.length / 2;
    this.#forgetLevels(images);
    const coarsest = this.#coarsest;
    const request = { kind: 'arrange', arrangement: this.#number, positions, filter, coarsest } as const;
    this.#arranger = null;
    if (images <= SMALL || this.#workerless) this.#arrangeHere(request);
    else this.#send(request);
  }

  /** How many of `order` are revealed at a level; fewer than there will be while the level is being worked out. */
  revealed(level: number): number {
    if (level < this.#coarsest) return 0;
    const wanted = level - this.#coarsest;
    while (this.#arranger !== null && this.#counts.length <= wanted) {
      this.#reveal(this.#arranger.level(this.#coarsest + this.#counts.length));
    }
    if (this.#counts.length <= wanted && !this.#working && this.#worker !== null) {
      this.#send({
        kind: 'reveal',
        arrangement: this.#number,
        level: this.#coarsest + this.#counts.length,
      });
    }
    return this.#counts[Math.min(wanted, this.#counts.length - 1)] ?? 0;
  }

  dispose(): void {
    this.#worker?.terminate();
  }

  #arrangeHere({ positions, filter, coarsest }: ArrangeRequest): void {
    this.#arranger = new Arranger(positions, filter, coarsest);
    this.index = new SpatialIndex(positions, this.#arranger.grid());
  }

  #forgetLevels(images: number): void {
    this.#counts = [];
    this.order = new Uint32Array(images);
    this.rank = new Int32Array(images).fill(-1);
  }

  #reveal(ids: Uint32Array): void {
    const before = this.#counts.at(-1) ?? 0;
    this.order.set(ids, before);
    for (let k = 0; k < ids.length; k++) this.rank[ids[k]!] = before + k;
    this.#counts.push(before + ids.length);
  }

  #send(request: ArrangeRequest | RevealRequest): void {
    if (this.#working) {
      if (request.kind === 'arrange') this.#next = request;
      return;
    }
    this.#worker ??= this.#createWorker();
    this.#working = true;
    if (request.kind === 'arrange') this.#asked = request;
    this.#worker.postMessage(request);
  }

  #createWorker(): Worker {
    const worker = new Worker(new URL('./arranger-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<ArrangerAnswer>) => this.#take(data));
    worker.addEventListener('error', () => this.#doWithout());
    return worker;
  }

  /** A worker that cannot be had must not cost the map its thumbnails: the page does the work, and stands still meanwhile. */
  #doWithout(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#workerless = true;
    this.#working = false;
    const request = this.#next ?? this.#asked;
    this.#next = null;
    if (request?.arrangement !== this.#number) return;
    this.#forgetLevels(request.positions.length / 2);
    this.#arrangeHere(request);
    this.#onChange();
  }

  #take(answer: ArrangerAnswer): void {
    this.#working = false;
    if (this.#next !== null) {
      const next = this.#next;
      this.#next = null;
      this.#send(next);
    }
    if (answer.arrangement !== this.#number) return;
    if (answer.kind === 'grid') this.index = new SpatialIndex(this.#positions, answer.grid);
    else this.#reveal(answer.ids);
    this.#onChange();
  }
}
