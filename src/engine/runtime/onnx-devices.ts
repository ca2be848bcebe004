/** The devices that ONNX Runtime drives: what it calls them, and in what they differ to whoever opens a session. */
import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../../shared/models.ts';

/** `tensorflow` is another engine. */
export type OnnxDevice = Exclude<Device, 'tensorflow'>;

export interface OnnxDeviceTraits {
  /** ONNX Runtime's name of the execution provider. */
  readonly provider: string;
  /**
   * Whether outputs can stay in the device's memory from step to step. onnxruntime-node hands out device tensors for WebGPU only; with
   * the other providers it copies the state to the processor's memory and back around every step, which is right and slower.
   */
  readonly keepsOutputs: boolean;
  /** What sessions on this device need besides what all need. */
  readonly options: InferenceSession.SessionOptions;
}

export const ONNX_DEVICES: Readonly<Record<OnnxDevice, OnnxDeviceTraits>> = {
  cpu: { provider: 'cpu', keepsOutputs: false, options: {} },
  webgpu: { provider: 'webgpu', keepsOutputs: true, options: {} },
  cuda: { provider: 'cuda', keepsOutputs: false, options: {} },
  // DirectML allows neither planned memory nor operations side by side.
  dml: {
    provider: 'dml',
    keepsOutputs: false,
    options: { enableMemPattern: false, executionMode: 'sequential' },
  },
  coreml: { provider: 'coreml', keepsOutputs: false, options: {} },
};

export function isOnnxDevice(device: Device): device is OnnxDevice {
  return device in ONNX_DEVICES;
}
