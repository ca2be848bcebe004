/**
 * Program: trains a small model for two steps on a device and on the processor, measures images with it, and writes how far they are apart to stdout.
 * `probe-process.ts` starts it, so that a driver that crashes or hangs takes nothing else down.
 */
import { writeSync } from 'node:fs';
import { env } from 'onnxruntime-node';
import { type Device, deviceSchema } from '../../shared/models.ts';
import { defineModel } from '../models/define.ts';
import { Random } from '../models/random.ts';
import { isOnnxDevice } from './onnx-devices.ts';
import type { ProbeAnswer } from './probe-process.ts';
import { loadTensorflow } from './tensorflow.ts';
import type { StepInputs } from './training-session.ts';
import { tryDevice, tryEvaluation } from './device-trial.ts';

const SIZE = 28;
const LATENT = 8;
const BATCH = 8;
const STEPS = 2;

/** All kinds of layers, with as many channels as a card wants to take them by fours and eights. */
const definition = defineModel({
  family: 'vae',
  size: SIZE,
  imageChannels: 3,
  latent: LATENT,
  likelihood: 'gaussian',
  architecture: 'convolutional',
  channels: [8, 16],
  settings: {},
  labels: [],
});
const random = new Random(2);
const steps = Array.from({ length: STEPS }, (): StepInputs => ({
  images: Uint8Array.from({ length: BATCH * 3 * SIZE * SIZE }, () => random.below(256)),
  noise: { posterior: random.fillNormal(new Float32Array(BATCH * LATENT)) },
  learningRate: 1e-3,
}));

async function answer(device: Device): Promise<ProbeAnswer> {
  // ONNX Runtime tells in its log, and nowhere else, what hardware it finds.
  env.logLevel = 'info';
  try {
    const tensorflow = isOnnxDevice(device) ? null : await loadTensorflow();
    const difference = await tryDevice(definition, device, BATCH, steps);
    const evaluation = isOnnxDevice(device) ? await tryEvaluation(definition, device, steps[0]!) : 0;
    return { difference: { ...difference, evaluation }, tensorflow };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

const found = await answer(deviceSchema.parse(process.argv[2]));
writeSync(1, `\n${JSON.stringify(found)}\n`);
// Threads of an engine may go on for ever.
process.exit(0);
