/** Times a few steps on every device of this machine that automatic mode may take. */
import type { EstimateResult } from '../../shared/job-results.ts';
import type { Device, TrainingOptions, TrainingPlan } from '../../shared/models.ts';
import type { TaskContext } from '../jobs/task.ts';
import { probeDevices } from '../runtime/devices.ts';
import { estimateDevices } from '../training/estimate.ts';
import type { PixelSource } from '../images/pixel-source.ts';
import { openDatasetPixels } from './dataset-pixels.ts';
import { keepTimedChoices, readKernelChoices } from './kernel-choices.ts';
import { planFor } from './plan.ts';

export interface EstimateInput {
  datasetId: string;
  options: TrainingOptions;
}

export async function estimate(
  { datasetId, options }: EstimateInput,
  context: TaskContext,
): Promise<EstimateResult> {
  const { plan } = await planFor(datasetId, options, context);
  const source = await openDatasetPixels(
    datasetId,
    { size: plan.size, channels: plan.imageChannels },
    context,
  );
  try {
    const devices = (options.device ?? 'auto') === 'auto' ? await automaticDevices() : [plan.device];
    return await timeDevices(plan, source, devices, context);
  } finally {
    source.close();
  }
}

/** The device that trains this plan fastest; no time is spent where there is only one. */
export async function fastestDevice(
  plan: TrainingPlan,
  source: PixelSource,
  context: TaskContext,
): Promise<Device> {
  const devices = await automaticDevices();
  return devices.length === 1 ? devices[0]! : (await timeDevices(plan, source, devices, context)).fastest;
}

/** With the ways to compute that the library knows, to which it adds those that had to be timed. */
function timeDevices(
  plan: TrainingPlan,
  source: PixelSource,
  devices: readonly Device[],
  { library, progress, signal }: TaskContext,
): Promise<EstimateResult> {
  return estimateDevices(plan, source, devices, {
    ...{ progress, signal },
    choicesFor: (device) => readKernelChoices(library.folder, device),
    onCompiled: (device) => keepTimedChoices(library.folder, device),
  });
}

export async function automaticDevices(): Promise<Device[]> {
  const reports = await probeDevices();
  const usable = reports.filter(({ available, automatic }) => available && automatic);
  return usable.length > 0 ? usable.map(({ device }) => device) : ['cpu'];
}
