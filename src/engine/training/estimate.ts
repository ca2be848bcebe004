/** How fast a plan would train on each device, by training a little. */
import type { EstimateResult } from '../../shared/job-results.ts';
import { cancelledError, isCancelled, MorphospaceError, toErrorRecord } from '../../shared/errors.ts';
import type { Device, TrainingPlan } from '../../shared/models.ts';
import type { Work } from '../analysis/work.ts';
import { defineModel } from '../models/define.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { classesFor } from '../models/labels.ts';
import { openTrainingSession } from '../runtime/open-training.ts';
import { stepsPerEpoch } from './batches.ts';
import type { PixelSource } from '../images/pixel-source.ts';
import { preparedBatches } from './read-ahead.ts';
import { batchInputs } from './step-inputs.ts';

/** The first steps load libraries and reserve memory; they are not timed. */
const WARM_UP_STEPS = 3;
const TIMED_STEPS = 20;
/** A slow device has shown enough after this long, in milliseconds. */
const LONG_ENOUGH = 8000;

type Choices = Readonly<Record<string, string>>;

export interface EstimateOptions extends Work {
  /** `CompileReport.choices` that are known to be the fastest on a device, which saves timing them. */
  choicesFor?: (device: Device) => Promise<Choices>;
  /** The model is ready to train on a device. */
  onCompiled?: (device: Device) => Promise<void>;
}

type DeviceEstimate = EstimateResult['devices'][number];

/**
 * Times some twenty steps on every device, on the real images. A device that fails is listed with its error.
 *
 * @throws MorphospaceError `cancelled`, or `device-failed` when no device works.
 */
export async function estimateDevices(
  plan: TrainingPlan,
  source: PixelSource,
  devices: readonly Device[],
  options: EstimateOptions = {},
): Promise<EstimateResult> {
  const definition = defineModel(plan);
  const estimates: DeviceEstimate[] = [];
  for (const [index, device] of devices.entries()) {
    options.progress?.({ title: 'Timing the devices', value: index / devices.length, description: device });
    estimates.push(await estimate(definition, { ...plan, device }, source, options));
  }
  const working = estimates.filter(({ imagesPerSecond }) => imagesPerSecond !== null);
  if (working.length === 0) {
    throw new MorphospaceError(
      'device-failed',
      `No device could train this model: ${estimates.map(({ error }) => error).join(' ')}`,
      'Choose a smaller batch or a smaller size of the images.',
    );
  }
  working.sort((a, b) => b.imagesPerSecond! - a.imagesPerSecond!);
  return { devices: estimates, fastest: working[0]!.device };
}

async function estimate(
  definition: ModelDefinition,
  plan: TrainingPlan,
  source: PixelSource,
  options: EstimateOptions,
): Promise<DeviceEstimate> {
  const { device, batch } = plan;
  try {
    const secondsPerStep = await timeSteps(definition, plan, source, options);
    return {
      device,
      imagesPerSecond: batch / secondsPerStep,
      // Held-out images count as trained on: measuring them takes about that long.
      secondsPerEpoch: stepsPerEpoch(source.images, batch) * secondsPerStep,
      error: null,
    };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { device, imagesPerSecond: null, secondsPerEpoch: null, error: toErrorRecord(error).message };
  }
}

/** Seconds per step: the median, which a short stir on the machine does not move. */
async function timeSteps(
  definition: ModelDefinition,
  plan: TrainingPlan,
  source: PixelSource,
  { signal, choicesFor, onCompiled }: EstimateOptions,
): Promise<number> {
  const everything = Uint32Array.from({ length: source.images }, (_, index) => index);
  const { device, seed, learningRate } = plan;
  const classes = classesFor(plan.labels, source);
  const choices = await choicesFor?.(device);
  const session = await openTrainingSession(definition, { device, batch: plan.batch, seed, choices });
  await onCompiled?.(device);
  const seconds: number[] = [];
  const started = performance.now();
  const batches = preparedBatches(source, everything, plan, definition, 0);
  try {
    for await (const batch of batches) {
      if (signal?.aborted) throw cancelledError();
      const before = performance.now();
      await session.step({ ...batchInputs(plan, batch, classes), learningRate });
      if (batch.step >= WARM_UP_STEPS) seconds.push((performance.now() - before) / 1000);
      const enough = seconds.length > 0 && performance.now() - started > LONG_ENOUGH;
      if (seconds.length === TIMED_STEPS || enough) break;
    }
  } finally {
    await session.dispose();
  }
  seconds.sort((a, b) => a - b);
  return seconds[Math.floor(seconds.length / 2)]!;
}
