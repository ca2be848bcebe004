/** Which devices can train here, and for those that cannot, why and what to do about it. */
import { availableParallelism, cpus } from 'node:os';
import type { DeviceReport } from '../../shared/doctor.ts';
import { type Device, deviceSchema } from '../../shared/models.ts';
import { INSTALL_TENSORFLOW, whyMissing } from './device-parts.ts';
import { type ProbeAnswer, type ProbeOutcome, probe } from './probe-process.ts';

/**
 * The largest difference from the processor that a device may show in a trial. Graphics cards multiply with a
 * mantissa of 10 bits where that is faster (TF32), which moves a gradient by some thousandths. Weights are allowed more: Adam's
 * first steps follow the sign of each gradient, so that a gradient near zero, rounded differently, moves a weight the other way.
 */
const TOLERANCE = { loss: 1e-3, gradients: 2e-2, weights: 0.2, evaluation: 2e-2 };

type Probe = (device: Device) => Promise<ProbeOutcome>;

/** Never rejects, and survives whatever a driver does. Takes some seconds where there is something to try. */
export async function probeDevices(run: Probe = probe, missing = whyMissing): Promise<DeviceReport[]> {
  return Promise.all(
    deviceSchema.options.map(async (device) => {
      if (device === 'cpu') return reportCpu();
      const part = missing(device);
      return part ? unavailable(device, part.reason, part.advice) : reportOutcome(device, await run(device));
    }),
  );
}

type Differences = Extract<ProbeAnswer, { difference: unknown }>['difference'];

function reportCpu(): DeviceReport {
  const threads = availableParallelism();
  const name = `${cpus()[0]?.model.trim() || process.arch} (${threads} ${threads === 1 ? 'thread' : 'threads'})`;
  return { device: 'cpu', available: true, automatic: true, name, reason: '', advice: '' };
}

const TITLES: Readonly<Record<Device, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'Core ML',
  tensorflow: 'TensorFlow',
};

/** What a person is told of a trial. */
export function reportOutcome(
  device: Device,
  { answer, log }: ProbeOutcome,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): DeviceReport {
  if ('error' in answer) {
    return unavailable(device, plainReason(device, answer.error, log), adviceFor(device, answer.error, log));
  }
  const disagreement = describeDisagreement(answer.difference);
  if (disagreement !== null) {
    return unavailable(
      device,
      `${TITLES[device]} does not compute what the processor computes: ${disagreement}.`,
      'A newer driver may help; until then choose another device.',
    );
  }
  return { device, available: true, ...describeHardware(device, answer, log, environment) };
}

function unavailable(device: Device, reason: string, advice: string): DeviceReport {
  return { device, available: false, automatic: false, name: TITLES[device], reason, advice };
}

function describeDisagreement(difference: Differences): string | null {
  const kinds = ['loss', 'gradients', 'weights', 'evaluation'] as const;
  const beyond = kinds.filter((kind) => !(difference[kind] <= TOLERANCE[kind]));
  if (beyond.length === 0) return null;
  const amount = (value: number) =>
    Number.isFinite(value) ? `by ${Number((100 * value).toPrecision(2))} %` : 'without bounds';
  return `in a trial ${beyond.map((kind) => `${WORDS[kind]} ${amount(difference[kind])}`).join(' and ')}`;
}

const WORDS = {
  loss: 'the loss differs',
  gradients: 'the gradients differ',
  weights: 'the weights differ',
  evaluation: 'codes and reconstructions differ',
};

type Hardware = Pick<DeviceReport, 'name' | 'automatic' | 'reason' | 'advice'>;

/** What works, but no faster than the processor by itself, is never chosen by automatic mode. */
function describeHardware(
  device: Device,
  { tensorflow }: Exclude<ProbeAnswer, { error: string }>,
  log: string,
  environment: Readonly<Record<string, string | undefined>>,
): Hardware {
  if (tensorflow) return describeTensorflow(tensorflow, log);
  if (device !== 'webgpu') return { name: HARDWARE[device] ?? TITLES[device], automatic: true, ...NOTHING };
  const { name, software } = describeAdapter(log, environment);
  if (!software) return { name, automatic: true, ...NOTHING };
  const advice = 'Install a graphics driver with Vulkan, Direct3D 12 or Metal.';
  return { name, automatic: false, reason: 'A software adapter: it works, but slower than the CPU.', advice };
}

const NOTHING = { reason: '', advice: '' };
const HARDWARE: Partial<Record<Device, string>> = {
  cuda: 'NVIDIA graphics card (CUDA)',
  dml: 'Graphics card (DirectML)',
  coreml: 'Apple accelerators (Core ML)',
};

function describeTensorflow(
  { packageName, onGraphicsCard }: { packageName: string; onGraphicsCard: boolean },
  log: string,
): Hardware {
  const name = `TensorFlow on the ${onGraphicsCard ? 'graphics card' : 'processor'} (${packageName})`;
  if (onGraphicsCard) return { name, automatic: true, ...NOTHING };
  const library = /Could not load dynamic library '([^']+)'/.exec(log)?.[1];
  const reason = library ? `No graphics card is used: ${library} is missing.` : 'No graphics card is used.';
  const advice = library
    ? 'Install the CUDA libraries of the version that this TensorFlow was built for.'
    : '';
  return { name, automatic: false, reason, advice };
}

/**
 * ONNX Runtime lists the hardware it discovers in its log (type 1 is a GPU), and never the adapter it chose. Where it
 * found no GPU, or the Vulkan loader was sent to a software driver, the adapter is one made of software.
 */
export function describeAdapter(
  log: string,
  environment: Readonly<Record<string, string | undefined>>,
): { name: string; software: boolean } {
  const drivers = `${environment['VK_ICD_FILENAMES'] ?? ''} ${environment['VK_DRIVER_FILES'] ?? ''}`;
  const softwareDriver = /swiftshader|lvp|lavapipe/i.exec(drivers)?.[0];
  if (softwareDriver) return { name: `WebGPU in software (${softwareDriver})`, software: true };
  const hardware = [...log.matchAll(/Discovered OrtHardwareDevice \{[^}]*?vendor:([^,]*), type:(\d)/g)];
  const gpu = hardware.find(([, , type]) => type === '1');
  if (hardware.length > 0 && !gpu) return { name: 'WebGPU in software', software: true };
  return { name: `WebGPU (${gpu?.[1]?.trim() || 'graphics card'})`, software: false };
}

/** A library that a native library was looking for and did not find. */
function missingLibrary(text: string): string | null {
  return /(lib[\w.+-]+): cannot open shared object file/.exec(text)?.[1] ?? null;
}

/** CUDA's own words for: there is no card, or its driver is older than the libraries. */
const NO_CUDA_CARD = /no CUDA-capable device|driver version is insufficient|CUDA_ERROR_NO_DEVICE/i;

/** The sentence in the middle of a native error that a person can read. */
function plainReason(device: Device, error: string, log: string): string {
  const adapter = /Failed to get a WebGPU adapter: ?([^.]*)/.exec(error);
  if (adapter) return `No graphics adapter was found (${adapter[1]?.trim() || 'none is supported'}).`;
  if (NO_CUDA_CARD.test(error + log))
    return 'No NVIDIA card was found, or its driver is too old for CUDA 12.';
  if (device === 'tensorflow') return error;
  const library = missingLibrary(error + log);
  if (library) return `${TITLES[device]} lacks the library ${library}.`;
  return `${TITLES[device]} cannot be used: ${error.split('\n')[0]!.slice(0, 200)}`;
}

function adviceFor(device: Device, error: string, log: string): string {
  switch (device) {
    case 'webgpu':
      return process.platform === 'linux'
        ? "Install the graphics card's driver and the Vulkan loader (package libvulkan1 or vulkan-loader)."
        : 'Install a current driver for the graphics card.';
    case 'cuda':
      return missingLibrary(error + log)
        ? 'Install CUDA 12 and cuDNN 9 and make sure that the system finds their libraries.'
        : "Install a current driver of NVIDIA's, or choose another device.";
    case 'tensorflow':
      return INSTALL_TENSORFLOW;
    default:
      return 'Install a current driver for the graphics card, or choose another device.';
  }
}
