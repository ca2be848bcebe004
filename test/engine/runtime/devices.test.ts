import { describe, expect, it } from 'vitest';
import { deviceReportSchema } from '../../../src/shared/doctor.ts';
import { deviceSchema } from '../../../src/shared/models.ts';
import { whyMissing } from '../../../src/engine/runtime/device-parts.ts';
import { describeAdapter, probeDevices, reportOutcome } from '../../../src/engine/runtime/devices.ts';
import type { ProbeOutcome } from '../../../src/engine/runtime/probe-process.ts';
import { createSession } from '../../../src/engine/runtime/session.ts';
import { reasonOf } from '../../../src/engine/runtime/tensorflow.ts';

const ROUNDING = { loss: 1e-6, gradients: 1e-5, weights: 1e-4, evaluation: 1e-6 };
const agreeing = (log = ''): ProbeOutcome => ({ answer: { difference: ROUNDING, tensorflow: null }, log });
const failing = (error: string, log = ''): ProbeOutcome => ({ answer: { error }, log });
const nothingMissing = () => null;

const discovered = (vendor: string, type: number) =>
  `[I:onnxruntime] Discovered OrtHardwareDevice {vendor_id:0x1, device_id:0x0, vendor:${vendor}, type:${type}, metadata: []}`;

describe('The devices', () => {
  it('are all reported, the CPU always available, and a reason and an advice with each that is not', async () => {
    const reports = await probeDevices(async () => failing('no such card'));
    expect(reports.map(({ device }) => device)).toEqual(deviceSchema.options);
    for (const report of reports) {
      expect(deviceReportSchema.parse(report)).toEqual(report);
      expect(report.available || (report.reason !== '' && report.advice !== ''), report.device).toBe(true);
    }
    expect(reports[0]).toMatchObject({ available: true, automatic: true });
  });

  it('are tried, all but the CPU, unless a part is seen to be missing', async () => {
    const tried: string[] = [];
    const reports = await probeDevices(
      async (device) => {
        tried.push(device);
        return agreeing();
      },
      (device) => (device === 'cuda' ? { reason: 'No provider.', advice: 'Install it.' } : null),
    );
    expect(tried).toEqual(deviceSchema.options.filter((device) => device !== 'cpu' && device !== 'cuda'));
    expect(reports.find(({ device }) => device === 'cuda')).toMatchObject({
      available: false,
      automatic: false,
      reason: 'No provider.',
      advice: 'Install it.',
    });
  });

  it.runIf(process.platform === 'linux')('of other systems are not tried here', () => {
    expect(whyMissing('dml')?.reason).toBe('DirectML is a part of Windows.');
    expect(whyMissing('coreml')?.reason).toBe('Core ML is a part of macOS.');
  });

  it.runIf(whyMissing('cuda') !== null)(
    'that are missing say why when somebody trains on them all the same',
    async () => {
      await expect(createSession(new Uint8Array(8), { device: 'cuda', silent: true })).rejects.toMatchObject({
        code: 'device-failed',
        message: whyMissing('cuda')!.reason,
        advice: whyMissing('cuda')!.advice,
      });
    },
  );

  it('that agree with the CPU are offered, and automatic mode may take them', async () => {
    const [, ...others] = await probeDevices(async () => agreeing(discovered('NVIDIA', 1)), nothingMissing);
    for (const { device, available, automatic } of others) {
      expect({ device, available, automatic }).toEqual({ device, available: true, automatic: true });
    }
  });

  it.each([
    ['loss', { ...ROUNDING, loss: 0.1 }, 'the loss differs by 10 %'],
    ['gradients', { ...ROUNDING, gradients: 0.5 }, 'the gradients differ by 50 %'],
    ['weights', { ...ROUNDING, weights: 1.4 }, 'the weights differ by 140 %'],
    ['codes', { ...ROUNDING, evaluation: 0.03 }, 'codes and reconstructions differ by 3 %'],
    [
      'anything that is no number',
      { ...ROUNDING, gradients: Infinity },
      'the gradients differ without bounds',
    ],
    [
      'several',
      { ...ROUNDING, loss: 0.1, gradients: 0.5 },
      'differs by 10 % and the gradients differ by 50 %',
    ],
  ])('that compute something else are not offered: %s', (_what, difference, words) => {
    const report = reportOutcome('cuda', { answer: { difference, tensorflow: null }, log: '' });
    expect(report).toMatchObject({ available: false, automatic: false });
    expect(report.reason).toContain('CUDA does not compute what the processor computes');
    expect(report.reason).toContain(words);
  });

  it('may differ by what a mantissa of 10 bits explains', () => {
    const difference = { loss: 2e-4, gradients: 5e-3, weights: 0.1, evaluation: 1e-3 };
    expect(reportOutcome('cuda', { answer: { difference, tensorflow: null }, log: '' }).available).toBe(true);
  });

  it.each([
    [
      'webgpu',
      'webgpu_context.cc:136 … was false. Failed to get a WebGPU adapter: No supported adapters\n',
      '',
      'No graphics adapter was found (No supported adapters).',
    ],
    [
      'cuda',
      'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
      'Failed to load library x.so with error: libcublasLt.so.12: cannot open shared object file: No such file',
      'CUDA lacks the library libcublasLt.so.12.',
    ],
    [
      'cuda',
      'CUDA failure 100: no CUDA-capable device is detected ; GPU=0',
      '',
      'No NVIDIA card was found, or its driver is too old for CUDA 12.',
    ],
    ['dml', 'its process ended with SIGSEGV', '', 'DirectML cannot be used: its process ended with SIGSEGV'],
    [
      'coreml',
      'it did not answer within 60 seconds',
      '',
      'Core ML cannot be used: it did not answer within 60 seconds',
    ],
  ] as const)('that cannot train say so in plain words: %s', (device, error, log, reason) => {
    expect(reportOutcome(device, failing(error, log))).toMatchObject({
      available: false,
      automatic: false,
      reason,
    });
  });

  it('tell a graphics card from an adapter made of software', () => {
    expect(describeAdapter(`${discovered('AMD', 0)}\n${discovered('NVIDIA', 1)}`, {})).toEqual({
      name: 'WebGPU (NVIDIA)',
      software: false,
    });
    expect(describeAdapter(discovered('AMD', 0), {}).software).toBe(true);
    const environment = { VK_ICD_FILENAMES: '/usr/lib/chromium/vk_swiftshader_icd.json' };
    expect(describeAdapter(discovered('NVIDIA', 1), environment).software).toBe(true);
    expect(describeAdapter('', {})).toEqual({ name: 'WebGPU (graphics card)', software: false });
    expect(reportOutcome('webgpu', agreeing(), environment)).toMatchObject({
      available: true,
      automatic: false,
    });
  });
});

describe('TensorFlow', () => {
  const on = (onGraphicsCard: boolean, log: string) =>
    reportOutcome('tensorflow', {
      answer: {
        difference: ROUNDING,
        tensorflow: { packageName: '@tensorflow/tfjs-node-gpu', onGraphicsCard },
      },
      log,
    });

  it('is chosen by itself on a graphics card only', () => {
    expect(on(true, '')).toMatchObject({ available: true, automatic: true, reason: '' });
    expect(on(false, '')).toMatchObject({ available: true, automatic: false });
  });

  it('names the CUDA library for want of which it runs on the processor', () => {
    const log =
      "W dso_loader.cc:64] Could not load dynamic library 'libcudart.so.11.0'; dlerror: libcudart.so.11.0";
    expect(on(false, log).reason).toBe('No graphics card is used: libcudart.so.11.0 is missing.');
  });

  it.each([
    [
      { code: 'ERR_MODULE_NOT_FOUND', message: "Cannot find package 'p' imported from /x.ts" },
      'p is not installed.',
    ],
    [
      { message: 'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x' },
      'The native library of p is not installed.',
    ],
    [
      {
        code: 'ERR_DLOPEN_FAILED',
        message: 'libtensorflow.so.2: cannot open shared object file: No such file or directory',
      },
      'p lacks the library libtensorflow.so.2.',
    ],
    [{ message: 'first line\nsecond line' }, 'p cannot be loaded: first line'],
  ])('says why it cannot be loaded', (error, words) => {
    expect(reasonOf('p', error)).toBe(words);
  });
});
