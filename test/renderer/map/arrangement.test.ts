import { afterEach, expect, test, vi } from 'vitest';
import { Arrangement } from '../../../src/renderer/map/arrangement.ts';
import type {
  ArrangeRequest,
  ArrangerAnswer,
  RevealRequest,
} from '../../../src/renderer/map/arranger-worker.ts';
import { Arranger } from '../../../src/renderer/map/arranger.ts';
import { normaliseLayout } from '../../../src/renderer/map/layout.ts';
import { clusteredLayout } from './page/layout.ts';

const MANY = 12_000;
const WIDEST = 0.1;
const LEVEL = 8;
const layout = (seed: number, count = MANY) => normaliseLayout(clusteredLayout(count, 5, seed));

/** A worker that answers when it is told to, with a real arranger. */
class SlowWorker extends EventTarget {
  readonly asked: (ArrangeRequest | RevealRequest)[] = [];
  #arranger: Arranger | null = null;

  constructor() {
    super();
    workers.push(this);
  }

  postMessage(request: ArrangeRequest | RevealRequest): void {
    this.asked.push(request);
  }

  terminate(): void {}

  /** Answers what was asked last. */
  answer(): void {
    const request = this.asked.at(-1)!;
    const { arrangement } = request;
    let data: ArrangerAnswer;
    if (request.kind === 'arrange') {
      this.#arranger = new Arranger(request.positions, request.filter, request.coarsest);
      data = { kind: 'grid', arrangement, grid: this.#arranger.grid() };
    } else
      data = { kind: 'level', arrangement, level: request.level, ids: this.#arranger!.level(request.level) };
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

const workers: SlowWorker[] = [];
afterEach(() => {
  workers.length = 0;
  vi.unstubAllGlobals();
});

function slowly() {
  vi.stubGlobal('Worker', SlowWorker);
  const changed = vi.fn();
  return { arrangement: new Arrangement(changed), changed };
}

/** What a small dataset's arrangement says, which is worked out on the spot. */
function atOnce(positions: Float32Array) {
  const arranger = new Arranger(positions, null, 4);
  let revealed = 0;
  for (let level = 4; level <= LEVEL; level++) revealed += arranger.level(level).length;
  return revealed;
}

test('few images are arranged at once', () => {
  vi.stubGlobal('Worker', undefined);
  const arrangement = new Arrangement(() => {});
  arrangement.arrange(layout(1, 500), null, WIDEST);
  expect(arrangement.index).not.toBeNull();
  const shown = arrangement.revealed(20);
  expect(shown).toBe(500);
  expect(arrangement.rank[arrangement.order[77]!]).toBe(77);
});

test('many are arranged by a worker, level after level, and each answer is told', () => {
  const { arrangement, changed } = slowly();
  const positions = layout(1);
  arrangement.arrange(positions, null, WIDEST);
  expect(arrangement.index).toBeNull();
  expect(arrangement.working).toBe(true);
  workers[0]!.answer();
  expect(arrangement.index!.nearest(positions[0]!, positions[1]!, 1e-9)).toBe(0);
  let answers = 0;
  for (let shown = arrangement.revealed(LEVEL); arrangement.working; shown = arrangement.revealed(LEVEL)) {
    workers[0]!.answer();
    answers++;
    expect(arrangement.revealed(LEVEL)).toBeGreaterThanOrEqual(shown);
  }
  expect(arrangement.revealed(LEVEL)).toBe(atOnce(positions));
  expect(changed).toHaveBeenCalledTimes(1 + answers);
});

test('of layouts that follow each other faster than they are arranged, the newest is next', () => {
  const { arrangement } = slowly();
  const layouts = [layout(1), layout(2), layout(3)];
  for (const positions of layouts) arrangement.arrange(positions, null, WIDEST);
  workers[0]!.answer();
  workers[0]!.answer();
  const arranged = workers[0]!.asked.map((request) =>
    request.kind === 'arrange' ? request.positions : null,
  );
  expect(arranged).toEqual([layouts[0], layouts[2]]);
  const [x, y] = [layouts[2]![0]!, layouts[2]![1]!];
  expect(arrangement.index!.nearest(x, y, 1e-9)).toBe(0);
  expect(arrangement.working).toBe(false);
});

test('where no worker can be had, the page does the work', () => {
  const { arrangement, changed } = slowly();
  const positions = layout(1);
  arrangement.arrange(positions, null, WIDEST);
  workers[0]!.dispatchEvent(new Event('error'));
  expect(arrangement.index).not.toBeNull();
  expect(arrangement.revealed(LEVEL)).toBe(atOnce(positions));
  expect(changed).toHaveBeenCalled();
});
