/** ONNX Runtime sessions with the settings that this program always wants. */
import { InferenceSession } from 'onnxruntime-node';
import { MorphospaceError } from '../../shared/errors.ts';
import { whyMissing } from './device-parts.ts';
import { ONNX_DEVICES, type OnnxDevice } from './onnx-devices.ts';

export interface SessionSettings {
  device: OnnxDevice;
  /** Threads for one operation; all cores when left out. */
  threads?: number;
  /** Outputs that stay in the device's memory, where the device can keep them. */
  residentOutputs?: readonly string[];
  /** For models that may fail and whose failure is no news: nothing is written to stderr. */
  silent?: boolean;
  /** Beginning of the path to which ONNX Runtime writes what every operation took, at `endProfiling`. */
  profile?: string | undefined;
}

/** @throws MorphospaceError `device-failed` when the device cannot run the model. */
export async function createSession(
  model: Uint8Array | string,
  { device, threads, residentOutputs = [], silent = false, profile }: SessionSettings,
): Promise<InferenceSession> {
  const traits = ONNX_DEVICES[device];
  const options: InferenceSession.SessionOptions = {
    ...traits.options,
    executionProviders: [traits.provider],
    logSeverityLevel: silent ? 4 : 3,
    // Adam's second moments decay into denormal numbers, which are a hundred times slower.
    extra: { session: { set_denormal_as_zero: '1' } },
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    ...(traits.keepsOutputs && residentOutputs.length > 0
      ? {
          preferredOutputLocation: Object.fromEntries(
            residentOutputs.map((name) => [name, 'gpu-buffer' as const]),
          ),
        }
      : {}),
  };
  try {
    return await (typeof model === 'string'
      ? InferenceSession.create(model, options)
      : InferenceSession.create(model, options));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const { reason, advice } = whyMissing(device) ?? {
      reason: `The model could not be opened on ${device}: ${message}`,
      advice: device === 'cpu' ? 'Export or train the model again.' : 'Choose the device cpu.',
    };
    throw new MorphospaceError('device-failed', reason, advice, { cause });
  }
}
