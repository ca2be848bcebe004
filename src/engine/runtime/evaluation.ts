/** Measures held-out images under weights that change while a model trains, through one graph for the whole training. */
import { Tensor } from 'onnxruntime-node';
import { compileEvaluation } from '../compile/exports.ts';
import { LABELS, NOISE } from '../compile/training-step.ts';
import { DISCRIMINATOR, type ModelDefinition } from '../models/definition.ts';
import type { OnnxDevice } from './onnx-devices.ts';
import { createSession } from './session.ts';

export interface EvaluationInputs {
  /** [n, channels, size, size] packed, 0..255; any n. */
  images: Uint8Array;
  /** [n, labels] packed, one-hot; only for conditional models. */
  labels?: Float32Array;
  /** Numbers for every entry of `ModelDefinition.evaluationNoise`, [n, …] packed. */
  noise: Readonly<Record<string, Float32Array>>;
}

/** See `Evaluation` for what the numbers are. */
export interface EvaluationResult {
  /** [n, channels, size, size] packed, in 0..1. */
  reconstructions: Float32Array;
  /** [n]. */
  squaredError: Float32Array;
  /** [n]. */
  reconstruction: Float32Array;
  /** [n, latent] packed. */
  kl: Float32Array;
  mean: Float32Array;
}

export interface EvaluationSession {
  run(weights: Readonly<Record<string, Float32Array>>, inputs: EvaluationInputs): Promise<EvaluationResult>;
  dispose(): Promise<void>;
}

export async function openEvaluationSession(
  definition: ModelDefinition,
  { device, threads }: { device: OnnxDevice; threads?: number },
): Promise<EvaluationSession> {
  const session = await createSession(compileEvaluation(definition), { device, threads });
  const { imageChannels, size } = definition.plan;

  return {
    async run(weights, { images, labels, noise }) {
      const n = images.length / (imageChannels * size * size);
      const feeds: Record<string, Tensor> = {
        images: new Tensor('uint8', images, [n, imageChannels, size, size]),
      };
      if (labels) feeds[LABELS] = new Tensor('float32', labels, [n, labels.length / n]);
      for (const [name, { shape }] of Object.entries(definition.evaluationNoise)) {
        feeds[NOISE + name] = new Tensor('float32', noise[name]!, [n, ...shape]);
      }
      for (const [name, shape] of Object.entries(definition.parameterShapes)) {
        if (name.startsWith(DISCRIMINATOR)) continue;
        feeds[name] = new Tensor('float32', weights[name]!, shape);
      }
      const outputs = await session.run(feeds);
      const floats = (name: string): Float32Array => outputs[name]!.data as Float32Array;
      return {
        reconstructions: floats('reconstructions'),
        squaredError: floats('squared_error'),
        reconstruction: floats('reconstruction'),
        kl: floats('kl'),
        mean: floats('mean'),
      };
    },
    dispose: () => session.release(),
  };
}
