/** Which devices can train here, and for those that cannot, why and what to do about it. */
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { pathToFileURL } from 'node:url';
import type { DeviceReport } from '../../shared/doctor.ts';
import { Graph } from '../compile/graph.ts';
import { writeModel } from '../compile/onnx/model.ts';
import { runProbe } from './probe-process.ts';
import { TENSORFLOW_PACKAGES, installAdvice } from './tensorflow.ts';

/** Never rejects, and survives whatever a driver does. Takes a second or two where there is a GPU. */
export async function probeDevices(): Promise<DeviceReport[]> {
  return Promise.all([probeCpu(), probeWebgpu(), probeTensorflow()]);
}

async function probeCpu(): Promise<DeviceReport> {
  const threads = availableParallelism();
  const name = `${cpus()[0]?.model.trim() || process.arch} (${threads} ${threads === 1 ? 'thread' : 'threads'})`;
  return { device: 'cpu', available: true, automatic: true, name, reason: '', advice: '' };
}

/** Runs a convolution on the GPU and on the CPU: an adapter that computes something else is as good as none. */
const WEBGPU_SCRIPT = `
  const { env, InferenceSession, Tensor } = (await import(process.argv[1])).default;
  env.logLevel = 'info';
  const model = Buffer.concat(await process.stdin.toArray());
  const image = new Tensor('float32', Float32Array.from({ length: 192 }, (_, i) => Math.sin(i)), [1, 3, 8, 8]);
  const run = async (device) => {
    const session = await InferenceSession.create(model, { executionProviders: [device], logSeverityLevel: 1 });
    return (await session.run({ image })).features.data;
  };
  const [expected, actual] = [await run('cpu'), await run('webgpu')];
  const error = Math.max(...expected.map((value, i) => Math.abs(value - actual[i])));
  if (!(error < 1e-4)) throw new Error('The adapter does not compute what the CPU computes.');
  process.stdout.write('ok');
  process.exit(0);
`;

async function probeWebgpu(): Promise<DeviceReport> {
  const { output, failure, log } = await runProbe(WEBGPU_SCRIPT, [urlOf('onnxruntime-node')], {
    stdin: probeModel(),
  });
  const adapter = describeAdapter(log, process.env);
  if (output === 'ok') {
    const advice = adapter.software ? 'Install a graphics driver with Vulkan, Direct3D 12 or Metal.' : '';
    const reason = adapter.software ? 'A software adapter: it works, but slower than the CPU.' : '';
    return {
      device: 'webgpu',
      available: true,
      automatic: !adapter.software,
      name: adapter.name,
      reason,
      advice,
    };
  }
  return {
    device: 'webgpu',
    available: false,
    automatic: false,
    name: 'WebGPU',
    reason: plainReason(failure),
    advice:
      process.platform === 'linux'
        ? "Install the graphics card's driver and the Vulkan loader (package libvulkan1 or vulkan-loader)."
        : 'Install a current driver for the graphics card.',
  };
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

/** The sentence in the middle of a native error that a person can read. */
function plainReason(failure: string): string {
  const adapter = /Failed to get a WebGPU adapter: ?([^.]*)/.exec(failure);
  if (adapter) return `No graphics adapter was found (${adapter[1] || 'none is supported'}).`;
  return `WebGPU cannot be used: ${failure.replace(/^\w*Error: /, '').slice(0, 200)}`;
}

function probeModel(): Uint8Array {
  const graph = new Graph();
  const image = graph.input('image', { shape: [1, 3, 8, 8] });
  const filter = graph.constant(
    Float32Array.from({ length: 5 * 3 * 16 }, (_, i) => Math.cos(i)),
    [5, 3, 4, 4],
  );
  const window = { kernel_shape: [4, 4], strides: [2, 2], pads: [1, 1, 1, 1] };
  graph.output('features', graph.add('Conv', [image, filter], { shape: [1, 5, 4, 4] }, window));
  return writeModel(graph, { name: 'probe' });
}

const TENSORFLOW_SCRIPT = `
  const util = (await import('node:util')).default;
  util.isNullOrUndefined ??= (value) => value == null;
  const { default: tf } = await import(process.argv[1]);
  await tf.ready();
  const product = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync();
  if (product[0] !== 3) throw new Error('TensorFlow does not compute what it should.');
  process.stdout.write(tf.version['tfjs-node'] ?? tf.version_core);
  process.exit(0);
`;

async function probeTensorflow(): Promise<DeviceReport> {
  const failures: string[] = [];
  for (const { name: packageName, hardware } of TENSORFLOW_PACKAGES) {
    const url = tryUrlOf(packageName);
    if (url === null) continue;
    const { output, failure } = await runProbe(TENSORFLOW_SCRIPT, [url]);
    if (output !== null) {
      const name = `TensorFlow on the ${hardware} (${packageName})`;
      return { device: 'tensorflow', available: true, automatic: true, name, reason: '', advice: '' };
    }
    failures.push(plainTensorflowReason(packageName, failure));
  }
  const reason = failures.join(' ') || 'TensorFlow is not installed.';
  return {
    device: 'tensorflow',
    available: false,
    automatic: false,
    name: 'TensorFlow',
    reason,
    advice: installAdvice,
  };
}

function plainTensorflowReason(packageName: string, failure: string): string {
  if (failure.includes('can not be found at path'))
    return `The native library of ${packageName} is not installed.`;
  return `${packageName} cannot be used: ${failure.replace(/^\w*Error: /, '').slice(0, 200)}`;
}

// Not named `require`: the build gives its bundles one of that name.
const packages = createRequire(import.meta.url);

function urlOf(packageName: string): string {
  return pathToFileURL(packages.resolve(packageName)).href;
}

function tryUrlOf(packageName: string): string | null {
  try {
    return urlOf(packageName);
  } catch {
    return null;
  }
}
