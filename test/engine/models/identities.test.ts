/** What the objectives must equal where theory says so. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeEach, describe, expect, it } from 'vitest';
import { compileTrainingStep } from '../../../src/engine/compile/training-step.ts';
import { klParts } from '../../../src/engine/models/beta-tcvae.ts';
import { jacobianNorm } from '../../../src/engine/models/contractive.ts';
import { defineModel } from '../../../src/engine/models/define.ts';
import type { LossInputs, ModelPlan, Parameters } from '../../../src/engine/models/definition.ts';
import { CORRUPTIONS } from '../../../src/engine/models/denoising.ts';
import { klFromStandardNormal, logNormalDensity, sampleCode } from '../../../src/engine/models/gaussians.ts';
import { levelWidths } from '../../../src/engine/models/ladder.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { klFromTargetActivation } from '../../../src/engine/models/sparse.ts';
import { lossAndGradients } from '../../../src/engine/models/training-step.ts';
import { initialState } from '../../../src/engine/runtime/training-session.ts';
import { drawNoise } from '../../../src/engine/training/streams.ts';
import { SMALL_CONVOLUTIONAL, SMALL_DENSE } from './plans.ts';

beforeEach(async () => {
  await tf.setBackend('cpu');
});

const numberOf = (tensor: tf.Tensor): number => tensor.dataSync()[0]!;
const normal = (seed: number, shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).fillNormal(new Float32Array(shape.reduce((a, b) => a * b, 1))), shape);

/** A model with random weights, and inputs for its loss. */
function setUp(plan: ModelPlan, schedule: Record<string, number>, batch = 6) {
  const definition = defineModel(plan);
  const random = new Random(5);
  const parameters = Object.fromEntries(
    Object.entries(definition.parameterShapes).map(([name, shape]) => {
      const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
      return [name, tf.tensor(random.fillNormal(values, 0, 0.2), [...shape])];
    }),
  ) as Parameters;
  const noise = Object.entries(definition.noise).map(([name, spec]) => [
    name,
    tf.tensor(drawNoise(random, spec, batch), [batch, ...spec.shape]),
  ]);
  const pixels = random.fillUniform(new Float32Array(batch * plan.imageChannels * plan.size ** 2));
  const inputs: LossInputs = {
    images: tf.tensor4d(pixels, [batch, plan.imageChannels, plan.size, plan.size]),
    noise: Object.fromEntries(noise) as Record<string, tf.Tensor>,
    schedule: Object.fromEntries(Object.entries(schedule).map(([name, value]) => [name, tf.scalar(value)])),
  };
  return { definition, parameters, inputs };
}

describe('Beta-TCVAE', () => {
  it('at alpha = beta = gamma = 1 is the evidence lower bound, by the same draw of the code', () => {
    const { definition, parameters, inputs } = setUp(
      { ...SMALL_DENSE, family: 'beta-tcvae', likelihood: 'bernoulli' },
      { beta: 1, warmUp: 1, trainingImages: 1000 },
    );
    const { loss, reconstruction } = definition.loss(parameters, inputs);
    const { mean, logVariance } = definition.encode(parameters, inputs.images);
    const code = sampleCode(mean, logVariance!, inputs.noise['posterior']!);
    const zero = tf.scalar(0);
    const logRatio = tf.sub(logNormalDensity(code, mean, logVariance!), logNormalDensity(code, zero, zero));
    const negativeElbo = numberOf(reconstruction) + numberOf(tf.mean(tf.sum(logRatio, 1)));
    expect(numberOf(loss)).toBeCloseTo(negativeElbo, 3);
  });

  it('finds the parts of codes whose joint distribution is known', () => {
    // Posteriors N(m_i, s^2) around means from a normal distribution of covariance [[1, r], [r, 1]]: q(z) is normal too, with
    // total correlation -log(1 - (r / (1 + s^2))^2) / 2. The batch is all of the data, N = M.
    const [n, r, s] = [2000, 0.8, 0.3];
    const random = new Random(3);
    const draws = random.fillNormal(new Float32Array(4 * n));
    const means = new Float32Array(2 * n);
    for (let i = 0; i < n; i++) {
      means[2 * i] = draws[2 * i]!;
      means[2 * i + 1] = r * draws[2 * i]! + Math.sqrt(1 - r * r) * draws[2 * i + 1]!;
    }
    const mean = tf.tensor2d(means, [n, 2]);
    const logVariance: tf.Tensor2D = tf.fill([n, 2], 2 * Math.log(s));
    const code = sampleCode(mean, logVariance, tf.tensor(draws.subarray(2 * n), [n, 2]));
    const { totalCorrelation } = klParts(code, mean, logVariance, tf.scalar(n));
    // Of the estimator's weights 1 / (N M) = 1 / n^2 one factor 1 / n is the density's; the other is left over in log q(z), and
    // once per dimension in log q(z_j): with two dimensions the difference is log n too large.
    const expected = -0.5 * Math.log(1 - (r / (1 + s * s)) ** 2) + Math.log(n);
    expect(numberOf(totalCorrelation)).toBeCloseTo(expected, 1);
  });
});

describe('KL from the prior', () => {
  it('in closed form equals a Monte Carlo estimate within 1 %', () => {
    const [mean, logVariance] = [0.8, -1.2];
    const noise = new Random(2).fillNormal(new Float32Array(1_000_000));
    const sum = noise.reduce((total, e) => {
      const z = mean + Math.exp(logVariance / 2) * e;
      return total + (-0.5 * (logVariance + e * e) + 0.5 * z * z);
    }, 0);
    const closed = numberOf(klFromStandardNormal(tf.tensor2d([[mean]]), tf.tensor2d([[logVariance]])));
    expect(Math.abs(sum / noise.length / closed - 1)).toBeLessThan(0.01);
  });
});

describe('Contractive autoencoder', () => {
  it('estimates the norm of the exact Jacobian on a small network', async () => {
    const { definition, parameters, inputs } = setUp(
      { ...SMALL_CONVOLUTIONAL, family: 'contractive', channels: [2, 2] },
      {},
      1,
    );
    const f = (images: tf.Tensor4D) => definition.encode(parameters, images).mean;
    // Row by row: the derivative of one number of the code by the whole image.
    let exact = 0;
    for (let dimension = 0; dimension < 3; dimension++) {
      const row = tf.grad((x: tf.Tensor) => tf.sum(tf.slice(f(x as tf.Tensor4D), [0, dimension], [1, 1])))(
        inputs.images,
      );
      exact += numberOf(tf.sum(tf.square(row)));
    }
    const draws = 400;
    const shape = inputs.images.shape;
    const signs = new Random(9).fillSigns(new Float32Array(draws * 28 * 28));
    const estimate = numberOf(
      jacobianNorm(f, tf.tile(inputs.images, [draws, 1, 1, 1]), tf.tensor(signs, [draws, ...shape.slice(1)])),
    );
    expect(Math.abs(estimate / exact - 1)).toBeLessThan(0.1);
  });
});

describe('Sparse autoencoder', () => {
  it('has no KL penalty at its target activation, and more on both sides', () => {
    const at = (activation: number) => numberOf(klFromTargetActivation(tf.fill([5, 3], activation), 0.2));
    expect(at(0.2)).toBeCloseTo(0, 6);
    const [rho, p] = [0.2, 0.5];
    expect(at(p)).toBeCloseTo(3 * (rho * Math.log(rho / p) + (1 - rho) * Math.log((1 - rho) / (1 - p))), 5);
    expect(at(0.05)).toBeGreaterThan(0.01);
    expect(Number.isFinite(at(0)) && Number.isFinite(at(1))).toBe(true);
  });
});

describe('Denoising autoencoder', () => {
  const images: tf.Tensor4D = tf.fill([1, 1, 100, 100], 0.4);
  const uniform = tf.tensor(new Random(1).fillUniform(new Float32Array(10_000)), [1, 1, 100, 100]);
  const shareOf = (spoilt: tf.Tensor, value: number) =>
    numberOf(tf.mean(tf.cast(tf.lessEqual(tf.abs(tf.sub(spoilt, value)), 1e-6), 'float32')));

  it('masks the share of values that it is asked to', () => {
    const spoilt = CORRUPTIONS['masking']!(images, uniform, 0.3);
    expect(shareOf(spoilt, 0)).toBeCloseTo(0.3, 1);
    expect(shareOf(spoilt, 0) + shareOf(spoilt, 0.4)).toBeCloseTo(1, 6);
  });

  it('strews as much salt as pepper', () => {
    const spoilt = CORRUPTIONS['salt-and-pepper']!(images, uniform, 0.3);
    expect(shareOf(spoilt, 0)).toBeCloseTo(0.15, 1);
    expect(shareOf(spoilt, 1)).toBeCloseTo(0.15, 1);
    expect(shareOf(spoilt, 0.4)).toBeCloseTo(0.7, 1);
  });
});

describe('Ladder VAE', () => {
  const plan: ModelPlan = { ...SMALL_DENSE, family: 'ladder', latent: 7, settings: { levels: 3 } };

  it('shares its dimensions out among the levels', () => {
    expect(levelWidths(7, 3)).toEqual([3, 2, 2]);
    expect(levelWidths(64, 2)).toEqual([32, 32]);
  });

  it('has the KL of its levels, each against its own prior, as a Monte Carlo estimate finds it', () => {
    // By hand: z_1 and z_2 in their own coordinates, with the weights of the model.
    const { definition, parameters, inputs } = setUp(
      { ...plan, latent: 4, settings: { levels: 2 } },
      { beta: 1 },
    );
    const w = (name: string, x: tf.Tensor2D): tf.Tensor2D =>
      tf.add(
        tf.matMul(x, parameters[`${name}.weight`] as tf.Tensor2D, false, true),
        parameters[`${name}.bias`]!,
      );
    const flat: tf.Tensor2D = tf.reshape(inputs.images, [6, -1]);
    const features = tf.relu(w('encoder.dense2', tf.relu(w('encoder.dense1', flat))));
    const low = tf.relu(w('encoder.up2', features));
    const high = tf.relu(w('encoder.up1', low));
    const [m1, v1] = [w('encoder.mean1', high), w('encoder.log_variance1', high)];
    const noise = inputs.noise['posterior'] as tf.Tensor2D;
    const z1 = sampleCode(m1, v1, tf.slice(noise, [0, 0], [-1, 2]));
    const h = tf.relu(w('decoder.down1', z1));
    const [priorMean, priorLogVariance] = [w('decoder.prior_mean2', h), w('decoder.prior_log_variance2', h)];
    const seen: tf.Tensor2D = tf.concat([low, h], 1);
    const [dm, dv] = [w('encoder.mean2', seen), w('encoder.log_variance2', seen)];
    const deviation = tf.exp(tf.mul(priorLogVariance, 0.5));
    const posteriorMean = tf.add(priorMean, tf.mul(deviation, dm));
    const posteriorLogVariance = tf.add(priorLogVariance, dv);
    const draws = 20_000;
    const e = normal(8, [draws, 6, 2]);
    const z2 = tf.add(posteriorMean, tf.mul(tf.exp(tf.mul(posteriorLogVariance, 0.5)), e));
    const logRatio = tf.sub(
      logNormalDensity(z2, posteriorMean, posteriorLogVariance),
      logNormalDensity(z2, priorMean, priorLogVariance),
    );
    const estimate = numberOf(tf.mean(tf.sum(logRatio, 2)));
    const { terms } = definition.loss(parameters, inputs);
    expect(Math.abs(numberOf(terms!['klLevel2']!) / estimate - 1)).toBeLessThan(0.02);
  });
});

describe('Discriminators', () => {
  it.each(['factor-vae', 'vae-gan'] as const)('of a %s learn by a loss of their own', (family) => {
    const plan: ModelPlan = { ...SMALL_DENSE, family };
    const { definition, parameters, inputs } = setUp(plan, { beta: 1, warmUp: 1, adversarial: 1 });
    const { gradients } = lossAndGradients(definition, parameters, inputs);
    expect(Object.keys(gradients).some((name) => name.startsWith('discriminator.'))).toBe(false);
    expect(Object.keys(gradients).length).toBeGreaterThan(0);
    expect(Number.isFinite(numberOf(definition.discriminator!.loss(parameters, inputs)))).toBe(true);
  });

  it('of a FactorVAE tell codes whose dimensions go together from shuffled ones', () => {
    const noise = drawNoise(new Random(4), { distribution: 'permutation', shape: [3] }, 5);
    // Every column holds each row once, in its own column.
    for (let column = 0; column < 3; column++) {
      const places = Array.from({ length: 5 }, (_, row) => noise[row * 3 + column]!);
      expect(places.map((place) => place % 3)).toEqual(Array(5).fill(column));
      expect(places.map((place) => Math.floor(place / 3)).sort()).toEqual([0, 1, 2, 3, 4]);
    }
  });
});

describe('A linear autoencoder', () => {
  it('reaches the space of the principal components', async () => {
    // Images of rank 8, of which three directions stand out; the best reconstruction from 3 numbers is that of 3 components.
    const [n, rank, latent, side] = [64, 8, 3, 28] as const;
    const values = side * side;
    const random = new Random(6);
    const basis = random.fillNormal(new Float32Array(rank * side * side));
    const images = new Uint8Array(n * side * side);
    for (let i = 0; i < n; i++) {
      const weights = Array.from(
        { length: rank },
        (_, k) => random.fillNormal(new Float32Array(1))[0]! * [14, 10, 7, 2, 2, 1, 1, 1][k]!,
      );
      for (let p = 0; p < side * side; p++) {
        const value = weights.reduce((sum, weight, k) => sum + weight * basis[k * side * side + p]!, 128);
        images[i * side * side + p] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
    const plan: ModelPlan = {
      ...SMALL_DENSE,
      family: 'autoencoder',
      architecture: 'linear',
      channels: [],
      latent,
      size: side,
    };
    const best = residualAfterComponents(images, n, values, latent);
    const definition = defineModel(plan);
    const batch = 16;
    const compiled = await compileTrainingStep(definition, { batch });
    const session = await InferenceSession.create(compiled.model, { logSeverityLevel: 3 });
    let state = initialState(definition, 1);
    // From the mean image: else one dimension takes the mean upon itself and lets go of it only very slowly.
    state['decoder.dense1.bias']!.forEach((_, p, bias) => {
      for (let i = 0; i < n; i++) bias[p]! += images[i * values + p]! / 255 / n;
    });
    let squaredError = 0;
    const epochs = 600;
    for (let epoch = 0; epoch < epochs; epoch++) {
      squaredError = 0;
      const order = random.permutation(n);
      for (let from = 0; from < n; from += batch) {
        const some = Uint8Array.from({ length: batch * values }, (_, i) => {
          return images[order[from + Math.floor(i / values)]! * values + (i % values)]!;
        });
        const feeds: Record<string, Tensor> = {
          images: new Tensor('uint8', some, compiled.images.shape),
          learning_rate: new Tensor('float32', [epoch < epochs / 2 ? 2e-3 : 1e-4], []),
          clip_norm: new Tensor('float32', [Infinity], []),
        };
        for (const { name, shape } of compiled.state)
          feeds[name] = new Tensor('float32', state[name]!, shape);
        const results = await session.run(feeds);
        state = Object.fromEntries(
          compiled.state.map(({ name }) => [name, results[`next:${name}`]!.data as Float32Array]),
        );
        // The Gaussian likelihood of variance 1/2: squared error + D/2 log pi.
        const reconstruction = (results['reconstruction']!.data as Float32Array)[0]!;
        squaredError += (reconstruction - (values * Math.log(Math.PI)) / 2) * (batch / n);
      }
    }
    await session.release();
    expect(squaredError).toBeGreaterThan(best * 0.99);
    expect(squaredError).toBeLessThan(best * 1.02);
  });
});

/** Mean squared error per image, summed over pixels in 0..1, that is left after centring and the first principal components. */
function residualAfterComponents(bytes: Uint8Array, n: number, values: number, components: number): number {
  const rows = Array.from({ length: n }, (_, i) =>
    Float64Array.from(bytes.subarray(i * values, (i + 1) * values), (v) => v / 255),
  );
  const mean = new Float64Array(values);
  for (const row of rows) for (let p = 0; p < values; p++) mean[p]! += row[p]! / n;
  for (const row of rows) for (let p = 0; p < values; p++) row[p]! -= mean[p]!;
  // Eigenvalues of the Gram matrix by orthogonal iteration.
  const gram = rows.map((a) => rows.map((b) => a.reduce((sum, v, p) => sum + v * b[p]!, 0)));
  const total = gram.reduce((sum, row, i) => sum + row[i]!, 0);
  const random = new Random(1);
  const vectors = Array.from({ length: components }, () =>
    Float64Array.from(random.fillNormal(new Float32Array(n))),
  );
  let explained = 0;
  for (let round = 0; round < 300; round++) {
    explained = 0;
    vectors.forEach((vector, k) => {
      const next = Float64Array.from(gram, (row) => row.reduce((sum, v, j) => sum + v * vector[j]!, 0));
      for (const earlier of vectors.slice(0, k)) {
        const along = next.reduce((sum, v, j) => sum + v * earlier[j]!, 0);
        for (let j = 0; j < n; j++) next[j]! -= along * earlier[j]!;
      }
      const length = Math.hypot(...next);
      explained += length;
      vectors[k] = next.map((v) => v / length);
    });
  }
  return (total - explained) / n;
}
