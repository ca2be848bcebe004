/**
 * Training from a plan to files. What the model's folder holds afterwards: encoder.onnx, decoder.onnx and model.json of the best
 * weights, history.jsonl, and checkpoints to go on from.
 */
import { MorphospaceError } from '../../shared/errors.ts';
import type { ModelCard, TrainingPlan, Validation } from '../../shared/models.ts';
import type { Warning } from '../../shared/warnings.ts';
import { createCard } from '../export/card.ts';
import { writeModelFiles } from '../export/model-files.ts';
import { defineModel } from '../models/define.ts';
import { countParameters, type ModelDefinition } from '../models/definition.ts';
import { isOnnxDevice } from '../runtime/onnx-devices.ts';
import { openTrainingSession } from '../runtime/open-training.ts';
import { initialState, weightsOf } from '../runtime/training-session.ts';
import { emptySums } from './averages.ts';
import { stepsPerEpoch } from './batches.ts';
import { type Position, readBest, readLast } from './checkpoint.ts';
import { evaluateModel } from './evaluate.ts';
import { DIVERGED, findSkippedSteps, findWarnings } from './diagnostics.ts';
import { HeldOut } from './held-out.ts';
import { rewindHistory } from './history.ts';
import { meanImage } from './mean-image.ts';
import type { PixelSource } from '../images/pixel-source.ts';
import { type RunListeners, type Stopped, TrainingRun } from './run.ts';
import { warmUpSteps } from './schedule.ts';
import { type Split, splitImages, trainingSample } from './split.ts';

export interface TrainRequest extends RunListeners {
  plan: TrainingPlan;
  /** Pixels of the plan's size and channels. */
  source: PixelSource;
  /** Ids of all images in the dataset's order; they decide which are held out. */
  ids: readonly string[];
  /** Positions of images to leave out, the same in every sitting of a run. */
  excluded?: readonly number[];
  /** The model's folder. */
  folder: string;
  /** What the model card says beyond the plan. */
  card: Pick<ModelCard, 'id' | 'name' | 'created' | 'labels'>;
  /** Ways to compute that were found the fastest before; what is missing is timed. A resumed run keeps its own. */
  choices?: Readonly<Record<string, string>>;
  /** Told when the step is compiled, and with it what the runtime has found out (`timedChoices`). */
  onCompiled?(): Promise<void>;
  /** Go on from the last checkpoint, if there is one; limits in the plan may differ from those it was begun with. */
  resume?: boolean;
}

export interface TrainOutcome {
  stopped: Stopped;
  /** Completed ones. */
  epochs: number;
  steps: number;
  /** Over all sittings, pauses between them excluded. */
  seconds: number;
  imagesPerSecond: number;
  parameters: number;
  /** Of the exported weights, on the held-out images; null when the run was cancelled before its first measurement. */
  validation: Validation | null;
  warnings: Warning[];
}

/**
 * Trains until the epochs or minutes of the plan are over, the held-out score has not improved for the plan's patience, or the
 * signal is aborted; then writes the ONNX files of the best weights. A cancelled run keeps what it has: its best weights are
 * exported (those of the moment, when nothing has been measured yet), and it can be resumed.
 *
 * @throws MorphospaceError `diverged` when the numbers ran out of range before anything was measured, `plan-changed` for a resumed
 * run whose plan differs in more than limits and device, `device-failed`, or a storage error.
 */
export async function trainModel(request: TrainRequest): Promise<TrainOutcome> {
  const { plan, source, folder, resume = false, progress } = request;
  const began = performance.now();
  progress?.({ title: 'Preparing the model', value: null });
  const definition = defineModel(plan);
  const last = resume ? await readLast(folder) : null;
  if (last) requireSamePlan(plan, last.position.plan);
  const images = last?.position.images ?? request.ids.length;
  const split = splitImages(request.ids.slice(0, images), plan.seed, new Set(request.excluded));
  const steps = stepsPerEpoch(split.training.length, plan.batch);
  const position = last ? { ...last.position, plan } : startOfRun(plan, images, steps, request.choices);
  await rewindHistory(folder, position.step, steps);

  const { batch, device, seed } = plan;
  const state = last?.state ?? initialState(definition, seed, await meanImage(source, split.training));
  const session = await openTrainingSession(definition, {
    ...{ device, batch, state, choices: position.choices },
    onCompiled: ({ choices }) => (position.choices = choices),
  });
  await request.onCompiled?.();
  const heldOutDevice = isOnnxDevice(device) ? device : 'cpu';
  const heldOut = await HeldOut.open(definition, source, split, { device: heldOutDevice, seed });
  try {
    const best = last ? await readBest(folder) : null;
    const run = new TrainingRun({
      ...{ plan, definition, source, split, folder, session, heldOut, position, best, began },
      listeners: request,
    });
    const stopped = await run.train();
    if (stopped === 'diverged' && !run.best) throw diverged();
    const weights = run.best?.weights ?? weightsOf(definition, await session.readState());
    const measured = await exportBest(request, definition, split, run, weights, stopped);
    return { stopped, ...summarise(run, plan, definition), ...measured };
  } finally {
    await session.dispose();
    await heldOut.dispose();
  }
}

/** Writes the files, measures the model by them, and writes what was measured into the card. */
async function exportBest(
  { plan, folder, card, source }: TrainRequest,
  definition: ModelDefinition,
  split: Split,
  run: TrainingRun,
  weights: Record<string, Float32Array>,
  stopped: Stopped,
): Promise<Pick<TrainOutcome, 'validation' | 'warnings'>> {
  const { step, skippedSteps } = run.position;
  const warningsAbout = (validation: Validation | null) => [
    ...(stopped === 'diverged' ? [DIVERGED] : []),
    ...findSkippedSteps(step, skippedSteps),
    ...(validation ? findWarnings(plan, validation, stopped === 'cancelled' ? 'training' : 'finished') : []),
  ];
  const cardWith = (validation: Validation | null) =>
    createCard(plan, {
      ...card,
      validation,
      warnings: warningsAbout(validation),
      training: {
        images: split.training.length,
        heldOut: split.heldOut.length,
        epochs: run.best?.best.epoch ?? run.epochs,
        steps: run.best?.best.step ?? run.position.step,
        seconds: run.position.seconds,
        parameters: countParameters(definition),
      },
    });
  const measured = run.best?.best.validation ?? null;
  await writeModelFiles(folder, cardWith(measured), weights);
  // Who cancels does not want to wait: what training measured differs from this by rounding only.
  if (stopped === 'cancelled') return { validation: measured, warnings: warningsAbout(measured) };
  const validation = await evaluateModel(folder, source, split.heldOut, { training: trainingSample(split) });
  await writeModelFiles(folder, cardWith(validation), weights);
  return { validation, warnings: warningsAbout(validation) };
}

function summarise(run: TrainingRun, plan: TrainingPlan, definition: ModelDefinition) {
  const { step, seconds, stepSeconds } = run.position;
  return {
    epochs: run.epochs,
    steps: step,
    seconds,
    imagesPerSecond: stepSeconds > 0 ? (step * plan.batch) / stepSeconds : 0,
    parameters: countParameters(definition),
  };
}

function startOfRun(
  plan: TrainingPlan,
  images: number,
  steps: number,
  choices: TrainRequest['choices'] = {},
): Position {
  const warmUp = warmUpSteps(plan, steps);
  return {
    plan,
    images,
    warmUp,
    step: 0,
    skippedSteps: 0,
    seconds: 0,
    stepSeconds: 0,
    sums: emptySums(),
    choices: { ...choices },
  };
}

/** Limits may change from sitting to sitting, and so may the device, at the price of the last digits. */
const CHANGEABLE = new Set<keyof TrainingPlan>(['epochs', 'minutes', 'patience', 'device']);

function requireSamePlan(plan: TrainingPlan, before: TrainingPlan): void {
  for (const key of Object.keys(plan) as (keyof TrainingPlan)[]) {
    if (CHANGEABLE.has(key) || JSON.stringify(plan[key]) === JSON.stringify(before[key])) continue;
    throw new MorphospaceError(
      'plan-changed',
      `The run was begun with ${key} ${String(before[key])}, not ${String(plan[key])}.`,
      'Resume it with its own options, or train a new model.',
    );
  }
}

function diverged(): MorphospaceError {
  return new MorphospaceError(
    'diverged',
    'The numbers of the model ran out of range, again and again.',
    'Train with a lower learning rate.',
  );
}
