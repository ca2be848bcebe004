/** What a person sees while a model is being trained: losses, speed, time left; a few times a second. */
import type { TrainingPlan } from '../../shared/models.ts';
import type { Warning } from '../../shared/warnings.ts';
import type { StepMetrics } from '../runtime/training-session.ts';
import { UNLIMITED_EPOCHS } from './plan.ts';
import type { RunListeners } from './run.ts';

/** Milliseconds between two reports. */
const INTERVAL = 250;
/** The weight of a new interval in the running average of the speed. */
const SPEED_SMOOTHING = 0.2;

interface Standing {
  step: number;
  skippedSteps: number;
  /** Of the run's limit, 0..1. */
  shareDone: number;
  warnings: Warning[];
}

export class LiveReport {
  readonly #plan: TrainingPlan;
  readonly #stepsPerEpoch: number;
  readonly #listeners: RunListeners;
  readonly #began: number;
  #reportedAt = performance.now();
  #firstStep: number | null = null;
  #firstStepAt = 0;
  #imagesPerSecond = 0;
  // Since the last report.
  #steps = 0;
  #counted = 0;
  #seconds = 0;
  #loss = 0;
  #reconstruction = 0;
  #kl = 0;
  #terms: Record<string, number> = {};

  constructor(plan: TrainingPlan, stepsPerEpoch: number, listeners: RunListeners, began: number) {
    this.#plan = plan;
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#listeners = listeners;
    this.#began = began;
  }

  /** @param seconds that the step took. @param standing after it. */
  add(metrics: StepMetrics, seconds: number, standing: Standing): void {
    this.#firstStep ??= standing.step;
    if (this.#firstStep === standing.step) this.#firstStepAt = performance.now();
    this.#steps++;
    this.#seconds += seconds;
    if (!metrics.skipped) {
      this.#counted++;
      this.#loss += metrics.loss;
      this.#reconstruction += metrics.reconstruction;
      this.#kl += metrics.kl;
      for (const [name, value] of Object.entries(metrics.terms))
        this.#terms[name] = (this.#terms[name] ?? 0) + value;
    }
    if (performance.now() - this.#reportedAt >= INTERVAL) this.#report(standing);
  }

  #report({ step, skippedSteps, shareDone, warnings }: Standing): void {
    const { epochs, batch, device } = this.#plan;
    const speed = (this.#steps * batch) / this.#seconds;
    this.#imagesPerSecond =
      this.#imagesPerSecond === 0
        ? speed
        : this.#imagesPerSecond + SPEED_SMOOTHING * (speed - this.#imagesPerSecond);
    const totalSteps = epochs >= UNLIMITED_EPOCHS ? null : epochs * this.#stepsPerEpoch;
    const secondsLeft = this.#secondsLeft(step, totalSteps);
    // Losses of an interval in which every step was skipped would be 0 / 0, which no chart can show.
    if (this.#counted > 0) {
      this.#listeners.onTraining?.({
        epoch: Math.ceil(step / this.#stepsPerEpoch),
        step,
        totalSteps,
        secondsLeft,
        imagesPerSecond: this.#imagesPerSecond,
        device,
        loss: this.#loss / this.#counted,
        reconstruction: this.#reconstruction / this.#counted,
        kl: this.#kl / this.#counted,
        skippedSteps,
        terms: Object.fromEntries(
          Object.entries(this.#terms).map(([name, sum]) => [name, sum / this.#counted]),
        ),
        warnings,
      });
    }
    this.#listeners.progress?.({
      title: 'Training',
      value: shareDone,
      description: this.#describe(step),
      ...(secondsLeft === null ? {} : { secondsLeft }),
    });
    this.#startInterval();
  }

  #describe(step: number): string {
    const { epochs } = this.#plan;
    const epoch = Math.ceil(step / this.#stepsPerEpoch);
    const of = epochs >= UNLIMITED_EPOCHS ? '' : ` of ${epochs.toLocaleString('en')}`;
    return `epoch ${epoch.toLocaleString('en')}${of} · ${Math.round(this.#imagesPerSecond).toLocaleString('en')} images/s`;
  }

  #startInterval(): void {
    this.#reportedAt = performance.now();
    this.#steps = this.#counted = this.#seconds = 0;
    this.#loss = this.#reconstruction = this.#kl = 0;
    this.#terms = {};
  }

  /** By the steps of this sitting, pauses for measuring included; null until there are some. */
  #secondsLeft(step: number, totalSteps: number | null): number | null {
    const { minutes } = this.#plan;
    const byTime = minutes === null ? Infinity : minutes * 60 - (performance.now() - this.#began) / 1000;
    const done = step - (this.#firstStep ?? step);
    const perStep = (performance.now() - this.#firstStepAt) / 1000 / done;
    const bySteps = totalSteps === null || done === 0 ? Infinity : (totalSteps - step) * perStep;
    const least = Math.max(0, Math.min(byTime, bySteps));
    return Number.isFinite(least) ? least : null;
  }
}
