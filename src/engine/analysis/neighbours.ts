/**
 * Exact nearest neighbours among the codes of a dataset. ONNX Runtime ranks all rows in single precision, block by block;
 * the best few of each query are measured again in double precision. What single precision could have missed is bounded,
 * and a query for which the bound does not settle the matter is answered by measuring every row.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Codes } from '../../shared/latent.ts';
import { meanOf } from './centred.ts';
import { CodeSpace, type Metric, requireFinite } from './code-space.ts';
import { scoreModel } from './matrix-models.ts';
import { rowsAt } from './rows-at.ts';
import { Shortlist } from './shortlist.ts';
import { Breather, type Work } from './work.ts';

/** The nearest rows of each query, `[queries, k]` row-major, nearest first, ties by index. */
export interface Neighbours {
  k: number;
  indices: Int32Array;
  /** Euclidean distances, or 1 - cos. */
  distances: Float32Array;
}

export interface NeighbourOptions extends Work {
  /** `euclidean` unless said otherwise. */
  metric?: Metric;
}

/** Rows ranked in single precision beyond those asked for; enough that falling back is rare. */
const MARGIN = 8;
/** Bytes of one block of scores, which is what bounds the memory. */
const BLOCK_BYTES = 128 * 2 ** 20;
/** Multiplications in one block, which is what bounds the time until a cancel is seen. */
const BLOCK_PRODUCTS = 2 ** 32;
/** Unit round-off of float32. */
const ROUND_OFF = 2 ** -24;

/** The k nearest other rows of every row: the graph that UMAP starts from. `k` is lowered to `rows - 1`. */
export async function neighbourGraph(
  codes: Codes,
  k: number,
  { metric, ...work }: NeighbourOptions = {},
): Promise<Neighbours> {
  const search = await NeighbourSearch.open(codes, metric);
  try {
    return await search.nearestToRows(
      Int32Array.from({ length: codes.rows }, (_, row) => row),
      k,
      work,
    );
  } finally {
    await search.close();
  }
}

/** A set of codes held ready for questions. Takes as much memory again as the codes; `close` frees it. */
export class NeighbourSearch {
  readonly #space: CodeSpace;
  readonly #session: InferenceSession;
  readonly #frame: Frame;
  readonly #points: Tensor;

  private constructor(space: CodeSpace, session: InferenceSession) {
    this.#space = space;
    this.#session = session;
    this.#frame = frameOf(space);
    this.#points = new Tensor('float32', framedPoints(space, this.#frame), [
      space.rows,
      space.dimensions + 1,
    ]);
  }

  /** @throws MorphospaceError `codes-not-finite` */
  static async open(codes: Codes, metric: Metric = 'euclidean'): Promise<NeighbourSearch> {
    const space = new CodeSpace(codes, metric);
    const session = await InferenceSession.create(scoreModel(), { executionProviders: ['cpu'] });
    return new NeighbourSearch(space, session);
  }

  /** Nearest rows to points of the same dimension. `k` is lowered to the number of rows. */
  async nearest(points: Codes, k: number, work: Work = {}): Promise<Neighbours> {
    if (points.dimensions !== this.#space.dimensions) {
      throw new RangeError(`points of dimension ${points.dimensions} among ${this.#space.dimensions}`);
    }
    requireFinite(points.values);
    const width = points.dimensions;
    const pointAt = (query: number) => points.values.subarray(query * width, (query + 1) * width);
    return this.#answer(points.rows, pointAt, undefined, Math.min(k, this.#space.rows), work);
  }

  /** Nearest other rows to rows of the set. `k` is lowered to the number of other rows. */
  async nearestToRows(rows: Int32Array, k: number, work: Work = {}): Promise<Neighbours> {
    const pointAt = (query: number) => this.#space.row(rows[query]!);
    return this.#answer(rows.length, pointAt, rows, Math.min(k, this.#space.rows - 1), work);
  }

  /**
   * Nearest rows to the mean of some rows, without these. Every row is measured, because any number of the nearest ones may be among
   * those left out. `k` is lowered to the number of other rows.
   */
  nearestToMeanOf(rows: ArrayLike<number>, k: number): Neighbours {
    const space = this.#space;
    const mean = Float32Array.from(meanOf(rowsAt(space, rows)));
    const left = new Uint8Array(space.rows);
    for (let i = 0; i < rows.length; i++) left[rows[i]!] = 1;
    const others = left.reduce((count, one) => count - one, space.rows);
    const shortlist = new Shortlist(Math.min(k, others));
    if (shortlist.rows.length > 0) {
      const separationFrom = space.separationFrom(mean);
      for (let row = 0; row < space.rows; row++) {
        if (left[row] === 0) shortlist.offer(row, separationFrom(row));
      }
    }
    return {
      k: shortlist.rows.length,
      indices: shortlist.rows,
      distances: Float32Array.from(shortlist.separations, (separation) => space.distance(separation)),
    };
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  async #answer(
    queries: number,
    pointAt: (query: number) => Float32Array,
    excluded: Int32Array | undefined,
    k: number,
    { progress, signal }: Work,
  ): Promise<Neighbours> {
    const { rows, dimensions } = this.#space;
    const answer = { k, indices: new Int32Array(queries * k), distances: new Float32Array(queries * k) };
    if (k <= 0) return { ...answer, k: 0 };
    const candidates = Math.min(rows, k + MARGIN + (excluded ? 1 : 0));
    const count = new Tensor('int64', BigInt64Array.of(BigInt(candidates)), [1]);
    const blockRows = Math.min(queries, rowsPerBlock(rows, dimensions + 1));
    const block = new Float32Array(blockRows * (dimensions + 1));
    const shortlist = new Shortlist(k);
    const breather = new Breather(signal);

    for (let from = 0; from < queries; from += blockRows) {
      const to = Math.min(queries, from + blockRows);
      for (let query = from; query < to; query++) {
        framePoint(this.#frame, pointAt(query), 1, block, (query - from) * (dimensions + 1));
      }
      const used = block.subarray(0, (to - from) * (dimensions + 1));
      const found = await this.#session.run({
        queries: new Tensor('float32', used, [to - from, dimensions + 1]),
        points: this.#points,
        count,
      });
      const scores = found.scores!.data as Float32Array;
      const ranked = found.rows!.data as Int32Array;
      for (let query = from; query < to; query++) {
        const first = (query - from) * candidates;
        const last = first + candidates;
        const separationFrom = this.#space.separationFrom(pointAt(query));
        const own = excluded ? excluded[query]! : -1;
        shortlist.clear();
        for (let c = first; c < last; c++) {
          const row = ranked[c]!;
          if (row !== own) shortlist.offer(row, separationFrom(row));
        }
        const framed = used.subarray(
          (query - from) * (dimensions + 1),
          (query - from + 1) * (dimensions + 1),
        );
        if (candidates < rows && shortlist.limit > this.#separationBeyond(framed, scores[last - 1]!)) {
          measureAll(rows, own, separationFrom, shortlist);
        }
        for (let i = 0; i < k; i++) {
          answer.indices[query * k + i] = shortlist.rows[i]!;
          answer.distances[query * k + i] = this.#space.distance(shortlist.separations[i]!);
        }
        if (breather.due) await breather.breathe();
      }
      await breather.breathe();
      progress?.({ title: 'Finding neighbours', value: to / queries });
    }
    return answer;
  }

  /**
   * No row outside the ranked ones is nearer than this. A score is a sum of d + 1 rounded products of vectors no longer
   * than |q| and 1 (Higham 2002, eq. 3.5), and both vectors were rounded before.
   */
  #separationBeyond(framedQuery: Float32Array, lastScore: number): number {
    const dimensions = this.#space.dimensions;
    let squared = 0;
    for (let d = 0; d < dimensions; d++) squared += framedQuery[d]! * framedQuery[d]!;
    const reach = (Math.sqrt(squared) + 1) ** 2;
    const error = (dimensions / 2 + 4) * ROUND_OFF * reach;
    if (this.#space.metric === 'cosine') return Math.max(0, 1 - lastScore - error);
    return Math.max(0, 2 * (squared / 2 - lastScore - error) * this.#frame.radius ** 2);
  }
}

/** How codes are moved and scaled before single precision: centred and within the unit ball, where it resolves most. */
interface Frame {
  metric: Metric;
  centre: Float64Array;
  radius: number;
}

function frameOf(space: CodeSpace): Frame {
  const { rows, dimensions, metric } = space;
  if (metric === 'cosine') return { metric, centre: new Float64Array(dimensions), radius: 1 };
  const centre = meanOf(space);
  let radius = 0;
  for (let row = 0; row < rows; row++) {
    const code = space.row(row);
    let squared = 0;
    for (let d = 0; d < dimensions; d++) squared += (code[d]! - centre[d]!) ** 2;
    radius = Math.max(radius, Math.sqrt(squared));
  }
  return { metric, centre, radius: radius || 1 };
}

/** Writes a point in the frame, then `extra`; for the cosine metric, its direction. */
function framePoint(
  frame: Frame,
  point: Float32Array,
  extra: number,
  target: Float32Array,
  at: number,
): void {
  let scale = 1 / frame.radius;
  if (frame.metric === 'cosine') {
    let squared = 0;
    for (let d = 0; d < point.length; d++) squared += point[d]! * point[d]!;
    scale = squared > 0 ? 1 / Math.sqrt(squared) : 0;
  }
  for (let d = 0; d < point.length; d++) target[at + d] = (point[d]! - frame.centre[d]!) * scale;
  target[at + point.length] = extra;
}

/**
 * The points in the frame with -|x|^2 / 2 beside them, so that (q, 1) · (x, -|x|^2 / 2) ranks by Euclidean distance:
 * |q - x|^2 = |q|^2 - 2 (q·x - |x|^2 / 2). For the cosine metric q·x of directions ranks already.
 */
function framedPoints(space: CodeSpace, frame: Frame): Float32Array {
  const { rows, dimensions, metric } = space;
  const width = dimensions + 1;
  const framed = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    framePoint(frame, space.row(row), 0, framed, row * width);
    if (metric === 'cosine') continue;
    let squared = 0;
    for (let v = row * width; v < row * width + dimensions; v++) squared += framed[v]! * framed[v]!;
    framed[row * width + dimensions] = -squared / 2;
  }
  return framed;
}

function rowsPerBlock(rows: number, width: number): number {
  const byMemory = BLOCK_BYTES / (4 * rows);
  const byTime = BLOCK_PRODUCTS / (rows * width);
  return Math.max(1, Math.floor(Math.min(byMemory, byTime)));
}

function measureAll(
  rows: number,
  excluded: number,
  separationFrom: (row: number) => number,
  shortlist: Shortlist,
): void {
  shortlist.clear();
  for (let row = 0; row < rows; row++) {
    if (row !== excluded) shortlist.offer(row, separationFrom(row));
  }
}
