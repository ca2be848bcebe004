/** Writing SVG: numbers are rounded to a hundredth of a unit, so that the same face is the same text on every platform. */

/** A length in design units with at most two decimals. */
export function round(value: number): number {
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? 0 : rounded;
}

/** Template tag that rounds every interpolated number: svg`M${x} ${y}`. */
export function svg(strings: TemplateStringsArray, ...values: (number | string)[]): string {
  return String.raw({ raw: strings }, ...values.map((v) => (typeof v === 'number' ? round(v) : v)));
}

/** Linear interpolation; `t` outside 0..1 extrapolates. */
export function mix(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

/** Text of an element that is wanted only under a condition. */
export function when(condition: boolean, text: string): string {
  return condition ? text : '';
}
