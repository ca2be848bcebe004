/**
 * A training run between its beginning and its end: steps, an account of them, a measurement after every epoch, checkpoints. It can
 * be left at any step and taken up from its last checkpoint, and then does what it would have done.
 */
import { isCancelled } from '../../shared/errors.ts';
import type { Events } from '../../shared/contract.ts';
import type { Pictures } from '../../shared/latent.ts';
import type { EpochRecord, TrainingPlan, Validation } from '../../shared/models.ts';
import type { Warning } from '../../shared/warnings.ts';
import type { Work } from '../analysis/work.ts';
import type { Weights } from '../compile/exports.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { type Classes, classesFor } from '../models/labels.ts';
import {
  type StepMetrics,
  type TrainingSession,
  type TrainingState,
  weightsOf,
} from '../runtime/training-session.ts';
import { addStep, averagesOf, emptySums } from './averages.ts';
import { stepsPerEpoch } from './batches.ts';
import { type Best, type Position, writeBest, writeLast } from './checkpoint.ts';
import { findSkippedSteps, findWarnings } from './diagnostics.ts';
import type { HeldOut } from './held-out.ts';
import { appendHistory } from './history.ts';
import { LiveReport } from './live.ts';
import type { PixelSource } from '../images/pixel-source.ts';
import { learningRateAt, scheduleAt } from './schedule.ts';
import type { Split } from './split.ts';
import { type PreparedBatch, preparedBatches } from './read-ahead.ts';
import { batchInputs } from './step-inputs.ts';
import { heldOutScore } from './validation.ts';

/** Why a run ended: it did all its epochs, its minutes were over, it no longer improved, it could not go on, or it was told to. */
export type Stopped = 'epochs' | 'minutes' | 'patience' | 'diverged' | 'cancelled';

export interface RunListeners extends Work {
  onTraining?(live: Omit<Events['training'], 'modelId'>): void;
  onEpoch?(record: EpochRecord): void;
  onReconstructions?(epoch: number, pictures: Pictures): void;
}

export interface RunParts {
  plan: TrainingPlan;
  definition: ModelDefinition;
  source: PixelSource;
  split: Split;
  folder: string;
  session: TrainingSession;
  heldOut: HeldOut;
  position: Position;
  /** The best weights so far, of an earlier sitting. */
  best: { best: Best; weights: Weights } | null;
  listeners: RunListeners;
  /** When this sitting began, for the limit in minutes; `performance.now()`. */
  began: number;
}

/** Seconds between checkpoints: after an epoch, and in the middle of a long one. */
const SAVE_AFTER_EPOCH = 5;
const SAVE_WITHIN_EPOCH = 15;
/** Milliseconds between two sets of reconstructions; epochs of small collections are shorter than anybody can look. */
const PICTURE_INTERVAL = 1000;
/** So many skipped steps in a row will not be followed by a good one. */
const MOST_SKIPPED_IN_A_ROW = 50;

export class TrainingRun {
  readonly position: Position;
  /** The weights with the lowest held-out score, or null before the first measurement. */
  best: { best: Best; weights: Weights } | null;
  warnings: Warning[] = [];

  readonly #parts: RunParts;
  readonly #stepsPerEpoch: number;
  readonly #live: LiveReport;
  readonly #classes: Classes | null;
  #bestIsSaved: boolean;
  #savedAt = performance.now();
  #resumedAt = performance.now();
  #secondsBefore: number;
  #skippedInARow = 0;
  #picturedAt = -Infinity;
  /** Patience counts from here at the earliest: a run that is taken up again after it had run out gets it anew. */
  #patienceFrom = 0;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.position = parts.position;
    this.best = parts.best;
    this.#bestIsSaved = true;
    this.#secondsBefore = parts.position.seconds;
    this.#classes = classesFor(parts.plan.labels, parts.source);
    this.#stepsPerEpoch = stepsPerEpoch(parts.split.training.length, parts.plan.batch);
    this.#live = new LiveReport(parts.plan, this.#stepsPerEpoch, parts.listeners, parts.began);
    if (this.#outOfPatience()) this.#patienceFrom = this.epochs;
  }

  /** Epochs completed. */
  get epochs(): number {
    const { step, sums } = this.position;
    const open = sums.steps + sums.skippedSteps;
    return Math.round((step - open) / this.#stepsPerEpoch);
  }

  /** Trains until something stops it. What was best is then in `best` and on disk. */
  async train(): Promise<Stopped> {
    const { plan, definition, source, split } = this.#parts;
    const batches = preparedBatches(source, split.training, plan, definition, this.position.step);
    let stopped: Stopped | null = null;
    try {
      stopped = (await this.#closeEpochIfFull()) ?? this.#limitReached();
      while (!stopped) {
        const { value: batch } = await batches.next();
        await this.#step(batch);
        stopped = (await this.#closeEpochIfFull()) ?? this.#limitReached();
        if (this.#secondsSinceSaved() > SAVE_WITHIN_EPOCH)
          await this.save(await this.#parts.session.readState());
      }
      if (stopped === 'minutes' && this.#openSteps() > 0)
        await this.#measure(await this.#parts.session.readState());
    } catch (error) {
      if (!isCancelled(error)) throw error;
      stopped = 'cancelled';
    } finally {
      await batches.return(undefined as never);
    }
    await this.save(await this.#parts.session.readState());
    return stopped;
  }

  async save(state: TrainingState): Promise<void> {
    const { folder, definition } = this.#parts;
    this.position.seconds = this.#secondsBefore + (performance.now() - this.#resumedAt) / 1000;
    if (this.best && !this.#bestIsSaved) {
      await writeBest(folder, this.best.best, this.best.weights, definition.parameterShapes);
      this.#bestIsSaved = true;
    }
    await writeLast(folder, this.position, state, definition.parameterShapes);
    this.#savedAt = performance.now();
  }

  async #step(batch: PreparedBatch): Promise<void> {
    const { plan, definition, session, split } = this.#parts;
    const { step } = this.position;
    const started = performance.now();
    const shareDone = this.#shareDone();
    const { warmUp } = this.position;
    const trainingImages = split.training.length;
    const metrics = await session.step({
      ...batchInputs(plan, batch, this.#classes),
      learningRate: learningRateAt(shareDone, plan.learningRate),
      schedule: scheduleAt(definition, plan, { step, warmUp, shareDone, trainingImages }),
    });
    const seconds = (performance.now() - started) / 1000;
    this.position.step = step + 1;
    this.position.stepSeconds += seconds;
    if (metrics.skipped) this.position.skippedSteps++;
    this.#skippedInARow = metrics.skipped ? this.#skippedInARow + 1 : 0;
    addStep(this.position.sums, metrics, seconds);
    this.#report(metrics, seconds);
  }

  #report(metrics: StepMetrics, seconds: number): void {
    const { step, skippedSteps } = this.position;
    this.#live.add(metrics, seconds, {
      step,
      skippedSteps,
      shareDone: this.#shareDone(),
      warnings: this.warnings,
    });
  }

  #openSteps(): number {
    const { steps, skippedSteps } = this.position.sums;
    return steps + skippedSteps;
  }

  async #closeEpochIfFull(): Promise<Stopped | null> {
    if (this.#openSteps() < this.#stepsPerEpoch) return null;
    const state = await this.#parts.session.readState();
    await this.#measure(state);
    this.position.sums = emptySums();
    if (this.#secondsSinceSaved() > SAVE_AFTER_EPOCH) await this.save(state);
    return this.#outOfPatience() ? 'patience' : null;
  }

  /** Measures the weights on the held-out images, keeps them if they are the best, and writes the epoch down. */
  async #measure(state: TrainingState): Promise<void> {
    const { plan, definition, folder, heldOut, listeners } = this.#parts;
    const { step, sums, skippedSteps } = this.position;
    const epoch = Math.ceil(step / this.#stepsPerEpoch);
    const weights = weightsOf(definition, state);
    const validation = await heldOut.measure(weights, listeners.signal);
    this.#keepIfBest(epoch, validation, weights);
    const stage = step >= this.position.warmUp ? 'training' : 'warming-up';
    this.warnings = [...findSkippedSteps(step, skippedSteps), ...findWarnings(plan, validation, stage)];
    this.position.seconds = this.#secondsBefore + (performance.now() - this.#resumedAt) / 1000;
    const record = {
      epoch,
      step,
      seconds: this.position.seconds,
      ...averagesOf(sums, plan.batch),
      validation,
    };
    await appendHistory(folder, record);
    listeners.onEpoch?.(record);
    if (performance.now() - this.#picturedAt > PICTURE_INTERVAL) {
      listeners.onReconstructions?.(epoch, await heldOut.pictures(weights));
      this.#picturedAt = performance.now();
    }
  }

  #keepIfBest(epoch: number, validation: Validation, weights: Weights): void {
    const { definition, plan } = this.#parts;
    const score = heldOutScore(definition, plan.beta, validation, epoch);
    if (!Number.isFinite(score) || (this.best && score >= this.best.best.score)) return;
    this.best = { best: { epoch, step: this.position.step, score, validation }, weights };
    this.#bestIsSaved = false;
  }

  /** The KL term must have had its full weight for a while before standing still means anything. */
  #outOfPatience(): boolean {
    const { plan } = this.#parts;
    const warmedUp = Math.ceil(this.position.warmUp / this.#stepsPerEpoch);
    const since = Math.max(this.best?.best.epoch ?? 0, this.#patienceFrom, warmedUp);
    return plan.patience > 0 && this.epochs - since >= plan.patience;
  }

  #limitReached(): Stopped | null {
    const { plan, listeners, began } = this.#parts;
    if (listeners.signal?.aborted) return 'cancelled';
    if (this.#skippedInARow >= MOST_SKIPPED_IN_A_ROW) return 'diverged';
    if (this.position.step >= plan.epochs * this.#stepsPerEpoch) return 'epochs';
    if (plan.minutes !== null && performance.now() - began >= plan.minutes * 60_000) return 'minutes';
    return null;
  }

  /** Of the steps or the minutes, whichever are nearer to their end; 0..1. */
  #shareDone(): number {
    const { plan, began } = this.#parts;
    const bySteps = this.position.step / (plan.epochs * this.#stepsPerEpoch);
    const byTime = plan.minutes === null ? 0 : (performance.now() - began) / (plan.minutes * 60_000);
    return Math.min(1, Math.max(bySteps, byTime));
  }

  #secondsSinceSaved(): number {
    return (performance.now() - this.#savedAt) / 1000;
  }
}
