/**
 * The two passes of the resizer in WebAssembly SIMD. Sums are 32-bit with `PRECISION_BITS` binary places, the same numbers
 * that Pillow computes, so the results are the same bytes.
 */
import {
  assemble,
  type Code,
  get,
  i16x8,
  i32,
  I32,
  i32x4,
  i8x16,
  set,
  v128,
  V128,
  whileLoop,
} from './assembler.ts';

/** Binary places of the weights: 32 bits less 8 for the pixel and 2 for the sum of the weights. */
export const PRECISION_BITS = 22;

/**
 * `plan` holds two numbers for every output pixel: the byte offset of its first tap, and where its taps end; `weights` the
 * weights of all taps in that order. All are addresses in the memory, in bytes.
 */
export interface ResizeKernel {
  memory: WebAssembly.Memory;
  /**
   * `[rows, width, 3]` to `[rows, size, 3]`. `start` are four first values of the sums. The end of taps is in bytes of pixels.
   * Writes one byte past the last row and reads one past the last tap.
   */
  horizontalColour: Horizontal;
  /**
   * `[rows, width]` to `[rows, size]`. The weights of each pixel are filled up with zeros to a multiple of four; only the first of
   * the values at `start` is other than 0. Reads up to three bytes past the last tap.
   */
  horizontalGrey: Horizontal;
  /** `[height, rowBytes]` to `[size, rowBytes]`. The end of taps is in bytes of weights. Writes up to seven bytes past the end. */
  vertical: (
    source: number,
    target: number,
    rowBytes: number,
    size: number,
    plan: number,
    weights: number,
  ) => void;
}

type Horizontal = (
  source: number,
  target: number,
  rows: number,
  sourceStride: number,
  targetStride: number,
  size: number,
  plan: number,
  weights: number,
  start: number,
) => void;

export function createResizeKernel(): ResizeKernel {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const module = assemble([
    horizontal('horizontalColour', colourTap, storeColour, 3),
    horizontal('horizontalGrey', greyTap, storeGrey, 1),
    vertical(),
  ]);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { memory, ...(exports as unknown as Omit<ResizeKernel, 'memory'>) };
}

const step = (local: number, by: number): Code => set(local, i32.add(get(local), i32.constant(by)));
const widen = (bytes: Code): Code => i32x4.extendLowUnsigned(i16x8.extendLowUnsigned(bytes));
const toBytes = (low: Code, high: Code): Code => {
  const words = i16x8.narrowSigned(
    i32x4.shiftRightSigned(low, i32.constant(PRECISION_BITS)),
    i32x4.shiftRightSigned(high, i32.constant(PRECISION_BITS)),
  );
  return i8x16.narrowUnsigned(words, words);
};

interface HorizontalLocals {
  tap: number;
  weight: number;
  out: number;
  sum: number;
}

/** One tap of colour: red, green, blue and a lane that is not used, times one weight. */
function colourTap({ tap, weight, sum }: HorizontalLocals): Code {
  const product = i32x4.mul(widen(v128.load32Zero(get(tap))), v128.load32Splat(get(weight)));
  return [...set(sum, i32x4.add(get(sum), product)), ...step(tap, 3), ...step(weight, 4)];
}

/** Four taps of grey, times four weights. */
function greyTap({ tap, weight, sum }: HorizontalLocals): Code {
  const product = i32x4.mul(widen(v128.load32Zero(get(tap))), v128.load(get(weight)));
  return [...set(sum, i32x4.add(get(sum), product)), ...step(tap, 4), ...step(weight, 16)];
}

function storeColour({ out, sum }: HorizontalLocals): Code {
  return v128.storeLane32(get(out), toBytes(get(sum), get(sum)));
}

function storeGrey({ out, sum }: HorizontalLocals): Code {
  const lane = (index: number) => i32x4.extractLane(get(sum), index);
  const total = i32x4.splat(i32.add(i32.add(lane(0), lane(1)), i32.add(lane(2), lane(3))));
  return [
    ...set(sum, total),
    ...i32.store8(get(out), i8x16.extractFirstUnsigned(toBytes(get(sum), get(sum)))),
  ];
}

function horizontal(
  name: string,
  addTap: (locals: HorizontalLocals) => Code,
  store: (locals: HorizontalLocals) => Code,
  pixelBytes: number,
) {
  const [source, target, rows, sourceStride, targetStride, size, plan, weights, start] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8,
  ];
  const [entry, tap, end, weight, out, outEnd, sum] = [9, 10, 11, 12, 13, 14, 15];
  const locals = { tap, weight, out, sum };
  const body = whileLoop(
    i32.lessThan(i32.constant(0), get(rows)),
    set(entry, get(plan)),
    set(weight, get(weights)),
    set(out, get(target)),
    set(outEnd, i32.add(get(target), i32.mul(get(size), i32.constant(pixelBytes)))),
    whileLoop(
      i32.lessThan(get(out), get(outEnd)),
      set(tap, i32.add(get(source), i32.load(get(entry)))),
      set(end, i32.add(get(source), i32.load(get(entry), 4))),
      set(sum, v128.load(get(start))),
      whileLoop(i32.lessThan(get(tap), get(end)), addTap(locals)),
      store(locals),
      step(out, pixelBytes),
      step(entry, 8),
    ),
    set(source, i32.add(get(source), get(sourceStride))),
    set(target, i32.add(get(target), get(targetStride))),
    step(rows, -1),
  );
  return { name, parameters: 9, locals: [I32, I32, I32, I32, I32, I32, V128], body };
}

function vertical() {
  const [source, target, rowBytes, size, plan, weights] = [0, 1, 2, 3, 4, 5];
  const [x, tap, weight, weightEnd, pixels, factor, low, high] = [6, 7, 8, 9, 10, 11, 12, 13];
  const half = i32x4.splat(i32.constant(1 << (PRECISION_BITS - 1)));
  const accumulate = (sum: number, lanes: Code): Code =>
    set(sum, i32x4.add(get(sum), i32x4.mul(lanes, get(factor))));
  const body = whileLoop(
    i32.lessThan(i32.constant(0), get(size)),
    set(weightEnd, i32.load(get(plan), 4)),
    set(weightEnd, i32.add(get(weights), get(weightEnd))),
    set(x, i32.constant(0)),
    whileLoop(
      i32.lessThan(get(x), get(rowBytes)),
      set(tap, i32.add(i32.add(get(source), i32.load(get(plan))), get(x))),
      set(weight, get(weights)),
      set(low, half),
      set(high, half),
      whileLoop(
        i32.lessThan(get(weight), get(weightEnd)),
        set(pixels, v128.load8x8Unsigned(get(tap))),
        set(factor, v128.load32Splat(get(weight))),
        accumulate(low, i32x4.extendLowUnsigned(get(pixels))),
        accumulate(high, i32x4.extendHighUnsigned(get(pixels))),
        set(tap, i32.add(get(tap), get(rowBytes))),
        step(weight, 4),
      ),
      v128.storeLane64(i32.add(get(target), get(x)), toBytes(get(low), get(high))),
      step(x, 8),
    ),
    set(weights, get(weightEnd)),
    set(target, i32.add(get(target), get(rowBytes))),
    step(plan, 8),
    step(size, -1),
  );
  return { name: 'vertical', parameters: 6, locals: [I32, I32, I32, I32, V128, V128, V128, V128], body };
}
