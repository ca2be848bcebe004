/** Parts that a device needs and that can be seen to be missing without trying it. */
import { existsSync, globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listSupportedBackends } from 'onnxruntime-node';
import type { Device } from '../../shared/models.ts';
import { ONNX_DEVICES, type OnnxDevice, isOnnxDevice } from './onnx-devices.ts';

/** In order of preference. All register one and the same backend, so only one is ever loaded. */
export const TENSORFLOW_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

export const INSTALL_TENSORFLOW =
  'With an NVIDIA card on Linux, run `npm run gpu:tensorflow`, or choose another device.';

export interface MissingPart {
  reason: string;
  advice: string;
}

/** Null when the device is worth a trial. */
export function whyMissing(device: Device): MissingPart | null {
  if (!isOnnxDevice(device)) return missingTensorflow();
  const { provider } = ONNX_DEVICES[device];
  if (!listSupportedBackends().some(({ name }) => name === provider)) return elsewhere(device);
  return device === 'cuda' && !existsSync(cudaLibrary()) ? missingCuda : null;
}

/** Devices that no installation brings to this system. */
function elsewhere(device: OnnxDevice): MissingPart {
  const system = `${process.platform} on ${process.arch}`;
  const reasons: Readonly<Record<OnnxDevice, string>> = {
    cpu: `ONNX Runtime does not run on ${system}.`,
    webgpu: `ONNX Runtime has no WebGPU for ${system} yet.`,
    cuda: 'ONNX Runtime for Node has CUDA on Linux with an x64 processor only.',
    dml: 'DirectML is a part of Windows.',
    coreml: 'Core ML is a part of macOS.',
  };
  return { reason: reasons[device], advice: 'Choose another device.' };
}

const missingCuda: MissingPart = {
  reason: 'This build of ONNX Runtime has no CUDA provider.',
  advice: 'With an NVIDIA card, install it with `npm run gpu:cuda`.',
};

// Not named `require`: the build gives its bundles one of that name.
const packages = createRequire(import.meta.url);

/** Too large for npm; onnxruntime-node's own script fetches it. */
function cudaLibrary(): string {
  const folder = dirname(packages.resolve('onnxruntime-node/package.json'));
  return join(folder, 'bin', 'napi-v6', process.platform, process.arch, 'libonnxruntime_providers_cuda.so');
}

function missingTensorflow(): MissingPart | null {
  const installed = TENSORFLOW_PACKAGES.flatMap((name) => folderOf(name) ?? []);
  if (installed.some((folder) => globSync('lib/napi-v*/tfjs_binding.node', { cwd: folder }).length > 0))
    return null;
  const reason =
    installed.length === 0
      ? 'TensorFlow for Node is not installed.'
      : 'The native library of TensorFlow for Node is not installed.';
  return { reason, advice: INSTALL_TENSORFLOW };
}

function folderOf(packageName: string): string | null {
  try {
    return dirname(packages.resolve(`${packageName}/package.json`));
  } catch {
    return null;
  }
}
