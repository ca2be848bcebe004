/** Three steps of every kind of model on a device and on the processor; for tests and for `npm run bench -- executors`. */
import type { Device } from '../../../src/shared/models.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import type { ModelPlan } from '../../../src/engine/models/definition.ts';
import { oneHot } from '../../../src/engine/models/labels.ts';
import { Random } from '../../../src/engine/models/random.ts';
import type { StepInputs } from '../../../src/engine/runtime/training-session.ts';
import { type Difference, tryDevice } from '../../../src/engine/runtime/device-trial.ts';
import { stepNoise } from '../../../src/engine/training/streams.ts';

const BATCH = 4;
const STEPS = 3;

export async function tryFamily(plan: ModelPlan, device: Device): Promise<Difference> {
  const definition = defineModel(plan);
  const random = new Random(5);
  const { imageChannels, size, labels } = plan;
  const steps = Array.from({ length: STEPS }, (_, step): StepInputs => ({
    images: Uint8Array.from({ length: BATCH * imageChannels * size * size }, () => random.below(256)),
    noise: stepNoise(definition, { seed: 6, batch: BATCH }, step),
    ...(labels.length > 0 && {
      labels: oneHot(
        Array.from({ length: BATCH }, () => random.below(labels.length)),
        labels.length,
      ),
    }),
    learningRate: 1e-3,
  }));
  return tryDevice(definition, device, BATCH, steps);
}
