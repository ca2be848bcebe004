/** The rows of the table of verification: what is trained, what is known of it, and what was measured. */
import type { Workplace } from './workplace.ts';

export interface Row {
  /** For `--only`, and the first cell of the table. */
  id: string;
  /** What is trained and measured. */
  what: string;
  /** Where the target comes from. */
  source: string;
  target: string;
  tolerance: string;
  /** Whether it looks at the images that `--data` names. */
  needsData: boolean;
  /** @throws whatever goes wrong; the other rows are worked on all the same. */
  run(workplace: Workplace): Promise<Measured>;
}

/** `better` is beyond the tolerance on the good side. */
export type Verdict = 'reached' | 'better' | 'missed';

export interface Measured {
  /** For people. */
  measured: string;
  verdict: Verdict;
  /** The same for programs, and more of it. */
  figures: Readonly<Record<string, number>>;
}

/** Of a value that should be near a target, where lower ones are better still. */
export function verdictOfLoss(value: number, target: number, tolerance: number): Verdict {
  if (value > target + tolerance) return 'missed';
  return value < target - tolerance ? 'better' : 'reached';
}
