import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probe } from '../../../src/engine/runtime/probe-process.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morphospace-probe-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Probes with a program of this text in place of the one that trains. */
async function probeWith(program: string, timeoutMilliseconds?: number) {
  const entry = join(folder, 'probe.mjs');
  await writeFile(entry, program);
  return probe('cuda', { entry, timeoutMilliseconds });
}

const say = (value: unknown) => `console.log(${JSON.stringify(JSON.stringify(value))});`;
const agreeing = { difference: { loss: 0, gradients: 1e-6, weights: 1e-5, evaluation: 0 }, tensorflow: null };

describe('A probe', () => {
  it('brings back how far the device was from the processor, and what drivers said', async () => {
    const outcome = await probeWith(`console.log('a greeting'); console.error('a driver'); ${say(agreeing)}`);
    expect(outcome).toEqual({ answer: agreeing, log: 'a driver\n' });
  });

  it('tells the program which device to try', async () => {
    const outcome = await probeWith('console.log(JSON.stringify({ error: process.argv[2] }))');
    expect(outcome.answer).toEqual({ error: 'cuda' });
  });

  it('takes what JSON cannot say for an infinite difference', async () => {
    const { answer } = await probeWith(
      say({ ...agreeing, difference: { ...agreeing.difference, loss: NaN } }),
    );
    expect(answer).toMatchObject({ difference: { loss: Infinity } });
  });

  it('outlives a crash, and does not believe what was said before it', async () => {
    const { answer } = await probeWith(
      `${say(agreeing)} process.kill(process.pid, 'SIGSEGV'); await new Promise(() => setTimeout(() => {}, 1e6))`,
    );
    expect(answer).toEqual({ error: 'its process ended with SIGSEGV' });
  });

  it('gives up on a device that hangs', async () => {
    const { answer } = await probeWith('setInterval(() => {}, 1000)', 300);
    expect(answer).toEqual({ error: 'it did not answer within 0.3 seconds' });
  });

  it.each(['', 'console.log("computing…")', say({ difference: 'none' })])(
    'makes nothing of a program that says nothing sensible: %s',
    async (program) => {
      expect((await probeWith(program)).answer).toEqual({ error: 'it gave no answer' });
    },
  );

  it('finds the processor to agree with itself', async () => {
    const { answer } = await probe('cpu');
    expect(answer).toEqual({
      difference: { loss: 0, gradients: 0, weights: 0, evaluation: 0 },
      tensorflow: null,
    });
  });
});
