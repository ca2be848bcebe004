/** Times a few steps on every device of this machine that automatic mode may take. */
import type { EstimateResult } from '../../shared/job-results.ts';
import type { Device, TrainingOptions, TrainingPlan } from '../../shared/models.ts';
import type { Work } from '../analysis/work.ts';
import type { TaskContext } from '../jobs/task.ts';
import { probeDevices } from '../runtime/devices.ts';
import { estimateDevices } from '../training/estimate.ts';
import type { PixelSource } from '../images/pixel-source.ts';
import { openDatasetPixels } from './dataset-pixels.ts';
import { planFor } from './plan.ts';

export interface EstimateInput {
  datasetId: string;
  options: TrainingOptions;
}

export async function estimate(
  { datasetId, options }: EstimateInput,
  context: TaskContext,
): Promise<EstimateResult> {
  const { progress, signal } = context;
  const { plan } = await planFor(datasetId, options, context);
  const source = await openDatasetPixels(
    datasetId,
    { size: plan.size, channels: plan.imageChannels },
    context,
  );
  try {
    const devices = (options.device ?? 'auto') === 'auto' ? await automaticDevices() : [plan.device];
    return await estimateDevices(plan, source, devices, { progress, signal });
  } finally {
    source.close();
  }
}

/** The device that trains this plan fastest; no time is spent where there is only one. */
export async function fastestDevice(plan: TrainingPlan, source: PixelSource, work: Work): Promise<Device> {
  const devices = await automaticDevices();
  return devices.length === 1 ? devices[0]! : (await estimateDevices(plan, source, devices, work)).fastest;
}

export async function automaticDevices(): Promise<Device[]> {
  const reports = await probeDevices();
  const usable = reports.filter(({ available, automatic }) => available && automatic);
  return usable.length > 0 ? usable.map(({ device }) => device) : ['cpu'];
}
