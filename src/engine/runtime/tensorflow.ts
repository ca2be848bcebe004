/**
 * TensorFlow as an engine, where a person has installed it. It is loaded on demand, since the package comes without its
 * native library unless that was fetched on purpose.
 */
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ModelDefinition } from '../models/definition.ts';
import { INSTALL_TENSORFLOW, TENSORFLOW_PACKAGES } from './device-parts.ts';
import { openEagerSession } from './eager-session.ts';
import type { TrainingSession, TrainingState } from './training-session.ts';

/** The name that the packages register their backend under. */
const BACKEND = 'tensorflow';

export interface TensorflowEngine {
  packageName: string;
  /** The packages for graphics cards work without one too, on the processor. */
  onGraphicsCard: boolean;
}

/** @throws MorphospaceError `device-failed` with the reason when no package can be loaded. */
export async function openTensorflowSession(
  definition: ModelDefinition,
  batch: number,
  state: TrainingState,
): Promise<TrainingSession> {
  await loadTensorflow();
  return openEagerSession(definition, { backend: BACKEND, batch, state });
}

/** @throws MorphospaceError `device-failed` with the reason of every package. */
export async function loadTensorflow(): Promise<TensorflowEngine> {
  // The packages call a function that Node 23 removed.
  const legacy = util as typeof util & { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  const reasons: string[] = [];
  for (const packageName of TENSORFLOW_PACKAGES) {
    try {
      await import(packageName);
      const backend = tf.findBackend(BACKEND) as { isUsingGpuDevice?: boolean } | null;
      return { packageName, onGraphicsCard: backend?.isUsingGpuDevice === true };
    } catch (error) {
      reasons.push(reasonOf(packageName, error as NodeJS.ErrnoException));
    }
  }
  throw new MorphospaceError('device-failed', reasons.join(' '), INSTALL_TENSORFLOW);
}

/** What stands between this program and a package, in a sentence. */
export function reasonOf(packageName: string, { code, message }: { code?: string; message: string }): string {
  const missing = /(lib[\w.+-]+): cannot open shared object file/.exec(message);
  if (missing) return `${packageName} lacks the library ${missing[1]}.`;
  if (message.includes('can not be found at path'))
    return `The native library of ${packageName} is not installed.`;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND')
    return `${packageName} is not installed.`;
  return `${packageName} cannot be loaded: ${message.split('\n')[0]}`;
}
