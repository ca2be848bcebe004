import { describe, expect, it } from 'vitest';
import { estimateDevices } from '../../../src/engine/training/estimate.ts';
import type { Device } from '../../../src/shared/models.ts';
import { colourPlan as plan, colourShapes as shapes } from './untrained.ts';

describe('timing the devices', () => {
  it('tells the speed of the processor and how long an epoch takes', async () => {
    const { devices, fastest } = await estimateDevices(plan, shapes, ['cpu']);
    expect(fastest).toBe('cpu');
    const [{ imagesPerSecond, secondsPerEpoch, error }] = devices as [(typeof devices)[number]];
    expect(error).toBeNull();
    expect(secondsPerEpoch! * imagesPerSecond!).toBeCloseTo(Math.ceil(600 / plan.batch) * plan.batch, 3);
  });

  it('lists a device that fails beside one that works', async () => {
    const { devices, fastest } = await estimateDevices(plan, shapes, ['abacus' as Device, 'cpu']);
    expect(devices[0]).toMatchObject({ device: 'abacus', imagesPerSecond: null });
    expect(devices[0]!.error).not.toBe('');
    expect(fastest).toBe('cpu');
  });

  it('asks for the ways to compute that are known on a device before it compiles, and says when it has', async () => {
    const calls: string[] = [];
    await estimateDevices(plan, shapes, ['cpu'], {
      async choicesFor(device) {
        calls.push(`known on ${device}`);
        return {};
      },
      async onCompiled(device) {
        calls.push(`compiled on ${device}`);
      },
    });
    expect(calls).toEqual(['known on cpu', 'compiled on cpu']);
  });

  it('stops when cancelled', async () => {
    await expect(
      estimateDevices(plan, shapes, ['cpu'], { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
