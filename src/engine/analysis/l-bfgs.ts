/** Minimises smooth functions of many variables: L-BFGS (Nocedal and Wright 2006, algorithms 7.4 and 7.5). */

export interface Evaluation {
  value: number;
  gradient: Float64Array;
}

export interface MinimiseOptions {
  /** Stops when no entry of the gradient is larger than this. */
  tolerance?: number;
  /** Most iterations. */
  iterations?: number;
}

/** Steps that are remembered to stand for the curvature. */
const MEMORY = 10;
/** The weak Wolfe conditions: a step lowers the value by at least this part of what the slope promises … */
const SUFFICIENT_DECREASE = 1e-4;
/** … and ends where the slope is at most this part of what it was. */
const CURVATURE = 0.9;
const LINE_SEARCH_STEPS = 30;

interface Step {
  /** Change of position. */
  s: Float64Array;
  /** Change of gradient. */
  y: Float64Array;
  /** 1 / s·y */
  rho: number;
}

/** @returns the position found; `start` is left as it was. */
export async function minimise(
  evaluate: (position: Float64Array) => Promise<Evaluation>,
  start: Float64Array,
  { tolerance = 1e-4, iterations = 100 }: MinimiseOptions = {},
): Promise<Float64Array> {
  let position = start;
  let here = await evaluate(position);
  const steps: Step[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (here.gradient.every((entry) => Math.abs(entry) <= tolerance)) break;
    const direction = descentDirection(here.gradient, steps);
    const slope = dot(direction, here.gradient);
    // Before anything is known of the curvature, a step as long as 1.
    const first = steps.length === 0 ? 1 / Math.sqrt(-slope) : 1;
    const found = await searchLine(evaluate, position, here, direction, slope, first);
    if (!found) break;
    const s = difference(found.position, position);
    const y = difference(found.gradient, here.gradient);
    const curvature = dot(s, y);
    if (curvature > 0) steps.push({ s, y, rho: 1 / curvature });
    if (steps.length > MEMORY) steps.shift();
    position = found.position;
    here = found;
  }
  return position;
}

/** The gradient times the approximate inverse Hessian, downhill: the two-loop recursion. */
function descentDirection(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((entry) => -entry);
  const alphas = new Float64Array(steps.length);
  for (let i = steps.length - 1; i >= 0; i--) {
    const { s, y, rho } = steps[i]!;
    alphas[i] = rho * dot(s, direction);
    addScaled(direction, y, -alphas[i]!);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const [i, { s, y, rho }] of steps.entries())
    addScaled(direction, s, alphas[i]! - rho * dot(y, direction));
  return direction;
}

/** Bisection between steps that are too long and too short (Lewis and Overton 2013, algorithm 2.6). Null when rounding leaves none. */
async function searchLine(
  evaluate: (position: Float64Array) => Promise<Evaluation>,
  from: Float64Array,
  { value }: Evaluation,
  direction: Float64Array,
  slope: number,
  first: number,
): Promise<(Evaluation & { position: Float64Array }) | null> {
  let shortest = 0;
  let longest = Infinity;
  let length = first;
  for (let trial = 0; trial < LINE_SEARCH_STEPS; trial++) {
    const position = Float64Array.from(from);
    addScaled(position, direction, length);
    const there = await evaluate(position);
    if (!(there.value <= value + SUFFICIENT_DECREASE * length * slope)) longest = length;
    else if (dot(direction, there.gradient) < CURVATURE * slope) shortest = length;
    else return { ...there, position };
    length = longest === Infinity ? 2 * length : (shortest + longest) / 2;
  }
  return null;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}

function addScaled(target: Float64Array, direction: Float64Array, scale: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += scale * direction[i]!;
}

function difference(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((entry, i) => entry - other[i]!);
}
