/**
 * TensorFlow as an engine, where a person has installed it. It is loaded on demand, since the package comes without its
 * native library unless that was fetched on purpose.
 */
import util from 'node:util';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { openEagerSession } from './eager-session.ts';
import type { TrainingSession, TrainingState } from './training-session.ts';

/** In order of preference. Both register one and the same backend, so only one is ever loaded. */
export const TENSORFLOW_PACKAGES = [
  { name: '@tensorflow/tfjs-node-gpu', hardware: 'GPU' },
  { name: '@tensorflow/tfjs-node', hardware: 'CPU' },
] as const;

export const installAdvice =
  'Run `npm run gpu:tensorflow` (Linux with CUDA 11.2), or choose the device webgpu or cpu.';

/** @throws MorphospaceError `device-failed` with the reason when no package can be loaded. */
export async function openTensorflowSession(
  definition: ModelDefinition,
  batch: number,
  state: TrainingState,
): Promise<TrainingSession> {
  await loadTensorflow();
  return openEagerSession(definition, { backend: 'tensorflow', batch, state });
}

async function loadTensorflow(): Promise<void> {
  // The packages call a function that Node 23 removed.
  const legacy = util as typeof util & { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  const reasons: string[] = [];
  for (const { name } of TENSORFLOW_PACKAGES) {
    try {
      await import(name);
      return;
    } catch (error) {
      reasons.push(`${name}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new MorphospaceError(
    'device-failed',
    `TensorFlow could not be loaded (${reasons.join('; ')}).`,
    installAdvice,
  );
}
