/** Turns counting into progress: how many, how fast, how long still. */
import type { ReportProgress } from '../../shared/progress.ts';

const REPORT_EVERY_MS = 200;
/** Speed is told once it has settled. */
const SETTLING_MS = 500;

export class ProgressMeter {
  readonly #title: string;
  readonly #total: number | null;
  readonly #report: ReportProgress | undefined;
  readonly #started = performance.now();
  #count = 0;
  #reported = -Infinity;

  /** @param total null while nobody knows how many there will be */
  constructor(title: string, total: number | null, report: ReportProgress | undefined) {
    this.#title = title;
    this.#total = total;
    this.#report = report;
  }

  advance(by = 1): void {
    this.#count += by;
    const now = performance.now();
    if (now - this.#reported < REPORT_EVERY_MS) return;
    this.#reported = now;
    this.#tell(now);
  }

  finish(): void {
    this.#tell(performance.now());
  }

  #tell(now: number): void {
    const count = this.#count.toLocaleString('en');
    if (this.#total === null) {
      this.#report?.({ title: this.#title, value: null, description: `${count} found` });
      return;
    }
    const elapsed = now - this.#started;
    const perSecond = (this.#count / elapsed) * 1000;
    const isSettled = elapsed > SETTLING_MS && this.#count > 0;
    const done = `${count} of ${this.#total.toLocaleString('en')}`;
    const speed = isSettled ? ` · ${Math.round(perSecond).toLocaleString('en')} images/s` : '';
    this.#report?.({
      title: this.#title,
      value: this.#total === 0 ? 1 : Math.min(1, this.#count / this.#total),
      description: done + speed,
      secondsLeft: isSettled ? Math.max(0, (this.#total - this.#count) / perSecond) : undefined,
    });
  }
}
