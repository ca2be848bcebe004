import { describe, expect, it } from 'vitest';
import { deviceReportSchema } from '../../../src/shared/doctor.ts';
import { describeAdapter, probeDevices } from '../../../src/engine/runtime/devices.ts';
import { runProbe } from '../../../src/engine/runtime/probe-process.ts';

const discovered = (vendor: string, type: number) =>
  `[I:onnxruntime] Discovered OrtHardwareDevice {vendor_id:0x1, device_id:0x0, vendor:${vendor}, type:${type}, metadata: []}`;

describe('The devices', () => {
  it('are all reported, the CPU always available, and a reason and an advice with each that is not', async () => {
    const reports = await probeDevices();
    expect(reports.map(({ device }) => device)).toEqual(['cpu', 'webgpu', 'tensorflow']);
    for (const report of reports) {
      expect(deviceReportSchema.parse(report)).toEqual(report);
      expect(report.available || (report.reason !== '' && report.advice !== '')).toBe(true);
    }
    expect(reports[0]).toMatchObject({ available: true, automatic: true });
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
  });
});

describe('A probe', () => {
  it('brings back what its script says', async () => {
    const script = 'process.stdout.write(process.argv[1] + (await process.stdin.toArray()).join(""))';
    expect(await runProbe(script, ['a'], { stdin: Buffer.from('b') })).toMatchObject({
      output: 'ab',
      failure: '',
    });
  });

  it('outlives a crash', async () => {
    const outcome = await runProbe('process.kill(process.pid, "SIGSEGV"); await new Promise(() => {})', []);
    expect(outcome).toMatchObject({ output: null, failure: 'its process ended with SIGSEGV' });
  });

  it('gives up on a script that hangs', async () => {
    const outcome = await runProbe('setInterval(() => {}, 1000)', [], { timeoutMilliseconds: 300 });
    expect(outcome).toMatchObject({ output: null, failure: 'it did not answer in time' });
  });

  it('names the error of a script that throws', async () => {
    expect((await runProbe('throw new Error("no such card")', [])).failure).toContain('no such card');
  });
});
