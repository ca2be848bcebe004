import { describe, expect, it } from 'vitest';
import { canBeSharded } from '../../../src/engine/compile/sharded-step.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import type { ModelPlan } from '../../../src/engine/models/definition.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { openTrainingSession } from '../../../src/engine/runtime/open-training.ts';
import { type StepInputs, type TrainingState } from '../../../src/engine/runtime/training-session.ts';
import { relativeError } from '../compile/executors.ts';
import { SMALL_CONVOLUTIONAL, SMALL_PLANS } from '../models/plans.ts';

const BATCH = 6;

/** Batches whose parts are unlike: the first images are dark, the last ones bright. */
function stepsOf(plan: ModelPlan, count: number): StepInputs[] {
  const { noise } = defineModel(plan);
  const pixels = plan.imageChannels * plan.size ** 2;
  return Array.from({ length: count }, (_, step) => {
    const random = new Random(step + 1);
    const images = Uint8Array.from({ length: BATCH * pixels }, (_, i) =>
      random.below(1 + Math.floor((255 * (i + 1)) / (BATCH * pixels))),
    );
    const numbers = Object.entries(noise).map(([name, { shape }]) => [
      name,
      random.fillNormal(new Float32Array(BATCH * shape.reduce((a, b) => a * b, 1))),
    ]);
    return {
      images,
      noise: Object.fromEntries(numbers) as Record<string, Float32Array>,
      ...(plan.labels.length > 0 && { labels: labelsOf(plan.labels.length) }),
      learningRate: 1e-3,
      // So small that it matters how the norm is made of the norms of parts.
      clipNorm: 5,
    };
  });
}

/** One-hot, each label in turn. */
function labelsOf(count: number): Float32Array {
  return Float32Array.from({ length: BATCH * count }, (_, i) =>
    Number(Math.floor(i / count) % count === i % count),
  );
}

async function train(plan: ModelPlan, shards: number, steps: readonly StepInputs[], state?: TrainingState) {
  const definition = defineModel(plan);
  const session = await openTrainingSession(definition, {
    device: 'cpu',
    batch: BATCH,
    threads: 3,
    shards,
    seed: 1,
    state,
  });
  try {
    const metrics = [];
    for (const inputs of steps) metrics.push(await session.step(inputs));
    return { metrics, state: await session.readState() };
  } finally {
    await session.dispose();
  }
}

const separable = SMALL_PLANS.filter(([, plan]) => canBeSharded(defineModel(plan)));

describe('Training in parts of a batch', () => {
  it.each(separable)('makes the updates that the whole batch makes: %s', async (_name, plan) => {
    const steps = stepsOf(plan, 2);
    const whole = await train(plan, 1, steps);
    const parts = await train(plan, 3, steps);
    for (const [i, { loss, gradientNorm }] of whole.metrics.entries()) {
      expect(parts.metrics[i]!.loss / loss).toBeCloseTo(1, 5);
      expect(parts.metrics[i]!.gradientNorm / gradientNorm).toBeCloseTo(1, 4);
    }
    for (const [name, values] of Object.entries(whole.state))
      expect(relativeError(parts.state[name]!, values), name).toBeLessThan(1e-3);
  });

  it('is there for means over images, and for no loss that makes images depend on one another', () => {
    const names = separable.map(([name]) => name);
    expect(names.some((name) => name.startsWith('vae, gaussian, convolutional'))).toBe(true);
    expect(
      names.filter((name) => /optimal-sigma|factor-vae|tcvae|vae-gan|capacity|sparse, kl/.test(name)),
    ).toEqual([]);
  });

  it('goes on from a state that was read as if it had never stopped, bit for bit', async () => {
    const steps = stepsOf(SMALL_CONVOLUTIONAL, 4);
    const through = await train(SMALL_CONVOLUTIONAL, 2, steps);
    const { state } = await train(SMALL_CONVOLUTIONAL, 2, steps.slice(0, 2));
    const resumed = await train(SMALL_CONVOLUTIONAL, 2, steps.slice(2), state);
    expect(resumed.state).toEqual(through.state);
    expect(resumed.metrics).toEqual(through.metrics.slice(2));
  });

  it('leaves the state as it was where a part has no finite gradient', async () => {
    const [first, second] = stepsOf(SMALL_CONVOLUTIONAL, 2) as [StepInputs, StepInputs];
    const posterior = second.noise['posterior']!;
    posterior[posterior.length - 1] = Infinity;
    const { state: before } = await train(SMALL_CONVOLUTIONAL, 2, [first]);
    const { state, metrics } = await train(SMALL_CONVOLUTIONAL, 2, [first, second]);
    expect(metrics[1]!.skipped).toBe(true);
    expect(state).toEqual({ ...before, skipped: Float32Array.of(1) });
  });
});
