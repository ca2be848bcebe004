import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { defineModel } from '../../../src/engine/models/define.ts';
import { type ModelPlan, countParameters } from '../../../src/engine/models/definition.ts';
import { GAUSSIAN_VARIANCE, LIKELIHOODS, type Prediction } from '../../../src/engine/models/likelihoods.ts';
import { Random } from '../../../src/engine/models/random.ts';
import { klFromStandardNormal } from '../../../src/engine/models/gaussians.ts';
import { SMALL_CONVOLUTIONAL, SMALL_DENSE, SMALL_MIXED, SMALL_PLANS } from './plans.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const random = new Random(1);
const images = tf.tensor4d(random.fillUniform(new Float32Array(5 * 12)), [5, 3, 2, 2]);
const logits = tf.tensor4d(random.fillNormal(new Float32Array(5 * 12)), [5, 3, 2, 2]);
const prediction = predict(logits);
const VALUES = 12;

function predict(some: tf.Tensor4D): Prediction {
  return { logits: some, image: tf.sigmoid(some) };
}

/** Mean over images of the sum over values of a function of the grey value and its reconstruction, in double precision. */
function meanOfSums(term: (x: number, p: number) => number): number {
  const [x, l] = [images, logits].map((tensor) => tensor.dataSync() as Float32Array) as [
    Float32Array,
    Float32Array,
  ];
  return x.reduce((sum, value, i) => sum + term(value, 1 / (1 + Math.exp(-l[i]!))), 0) / 5;
}

describe('KL of a normal posterior from the standard normal', () => {
  it('agrees with a Monte Carlo estimate of E_q[log q - log p]', () => {
    const [mean, logVariance] = [0.8, -1.2];
    const noise = new Random(2).fillNormal(new Float32Array(400_000));
    const estimate =
      noise.reduce((sum, e) => {
        const z = mean + Math.exp(logVariance / 2) * e;
        return sum + (-0.5 * (logVariance + e * e) + 0.5 * z * z);
      }, 0) / noise.length;
    const closed = klFromStandardNormal(tf.tensor2d([[mean]]), tf.tensor2d([[logVariance]])).dataSync()[0]!;
    expect(closed).toBeCloseTo(estimate, 2);
  });

  it('is 0 exactly for the prior itself', () => {
    expect(klFromStandardNormal(tf.zeros([1, 4]), tf.zeros([1, 4])).dataSync()).toEqual(new Float32Array(4));
  });
});

describe('Likelihoods', () => {
  it('gaussian: minus the logarithm of the normal density', () => {
    const density = (x: number, p: number) =>
      (x - p) ** 2 / (2 * GAUSSIAN_VARIANCE) + 0.5 * Math.log(2 * Math.PI * GAUSSIAN_VARIANCE);
    expect(LIKELIHOODS.gaussian.loss(images, prediction).dataSync()[0]).toBeCloseTo(meanOfSums(density), 3);
  });

  it('bernoulli: cross-entropy, also where sigmoid is 0 or 1 in single precision', () => {
    const entropy = (x: number, p: number) => -x * Math.log(p) - (1 - x) * Math.log(1 - p);
    expect(LIKELIHOODS.bernoulli.loss(images, prediction).dataSync()[0]).toBeCloseTo(meanOfSums(entropy), 3);
    const certain = LIKELIHOODS.bernoulli.perImage(
      tf.zeros([1, 1, 1, 2]),
      predict(tf.tensor4d([200, -200], [1, 1, 1, 2])),
    );
    expect(certain.dataSync()[0]).toBeCloseTo(200, 3);
  });

  it('optimal-sigma: the least of all Gaussian likelihoods with one variance', () => {
    const optimal = LIKELIHOODS['optimal-sigma'].loss(images, prediction).dataSync()[0]!;
    const withVariance = (variance: number) =>
      meanOfSums((x, p) => (x - p) ** 2 / (2 * variance) + 0.5 * Math.log(2 * Math.PI * variance));
    const mse = meanOfSums((x, p) => (x - p) ** 2) / VALUES;
    expect(optimal).toBeCloseTo(withVariance(mse), 3);
    for (const factor of [0.5, 0.9, 1.1, 2]) expect(optimal).toBeLessThan(withVariance(mse * factor));
  });

  it('optimal-sigma: over a set, the variance is that of the whole set', () => {
    const { perImage, average, loss } = LIKELIHOODS['optimal-sigma'];
    const together = average(perImage(images, prediction).dataSync() as Float32Array, VALUES);
    expect(together).toBeCloseTo(loss(images, prediction).dataSync()[0]!, 3);
  });

  it('optimal-sigma: stays finite for a perfect reconstruction', () => {
    const loss = LIKELIHOODS['optimal-sigma']
      .loss(tf.fill([1, 1, 2, 2], 0.5), predict(tf.zeros([1, 1, 2, 2])))
      .dataSync()[0]!;
    expect(Number.isFinite(loss)).toBe(true);
  });

  it.each(['gaussian', 'bernoulli'] as const)(
    '%s: the average over a set is the mean of its images',
    (name) => {
      const { perImage, average, loss } = LIKELIHOODS[name];
      const values = perImage(images, prediction).dataSync() as Float32Array;
      expect(average(values, VALUES)).toBeCloseTo(loss(images, prediction).dataSync()[0]!, 4);
    },
  );
});

describe('Models', () => {
  it.each(SMALL_PLANS)(
    'begin the same for the same seed, with every weight they declare: %s',
    (_name, plan) => {
      const definition = defineModel(plan);
      const [once, again, other] = [
        definition.initialise(7),
        definition.initialise(7),
        definition.initialise(8),
      ];
      expect(once).toEqual(again);
      expect(once).not.toEqual(other);
      for (const [name, shape] of Object.entries(definition.parameterShapes)) {
        expect(once[name], name).toHaveLength(shape.reduce((a, b) => a * b));
      }
    },
  );

  it.each([
    [28, [8, 8, 8, 8], 7],
    [32, [4, 4, 4, 4], 4],
    [64, [4, 4, 4, 4], 4],
    [128, [4, 4, 4, 4], 8],
    [256, [2, 2, 2, 2, 2, 2], 4],
  ] as const)(
    'of size %i keep whole pixels down to the latent space and come back',
    (size, channels, side) => {
      const definition = defineModel({ ...SMALL_CONVOLUTIONAL, size, channels: [...channels] });
      expect(definition.parameterShapes['encoder.mean.weight']).toEqual([3, channels[0] * side * side]);
      const lastWindow = definition.parameterShapes['decoder.conv1.weight'];
      expect(lastWindow).toBeDefined();
    },
  );

  it('of the size that the speed is measured with have as many weights as the same model in PyTorch', () => {
    const definition = defineModel({
      ...SMALL_CONVOLUTIONAL,
      size: 64,
      imageChannels: 3,
      latent: 64,
      channels: [32, 64, 128, 256],
    });
    expect(countParameters(definition)).toBe(2_170_691);
  });

  it.each([
    ['dense', 28, SMALL_DENSE],
    ['mixed, of as many pixels as its dense side', 28, SMALL_MIXED],
    ['mixed, of twice as many to a side', 64, { ...SMALL_MIXED, size: 64, channels: [2, 2, 2, 2] }],
  ] satisfies [string, number, ModelPlan][])(
    'draw the mean image before they have learnt anything: %s',
    (_name, size, plan) => {
      const definition = defineModel(plan);
      // The same in every two by two pixels, which is as much as a side of half the resolution can draw.
      const image = Float32Array.from(
        { length: size ** 2 },
        (_, i) => 0.1 + (0.8 * ((Math.floor(i / size / 2) * 7 + Math.floor((i % size) / 2) * 3) % 11)) / 11,
      );
      const weights = Object.entries(definition.initialise(1, image)).map(([name, data]) => [
        name,
        tf.tensor(data, [...definition.parameterShapes[name]!]),
      ]);
      const parameters = Object.fromEntries(weights) as Record<string, tf.Tensor>;
      const drawn = definition.decode(parameters, tf.zeros([1, plan.latent])).dataSync();
      image.forEach((value, i) => expect(drawn[i]).toBeCloseTo(value, 5));
    },
  );

  it('draw the mean colour where all that they have is convolutions', () => {
    const definition = defineModel({ ...SMALL_CONVOLUTIONAL, imageChannels: 3 });
    const image = Float32Array.from(
      { length: 3 * 28 ** 2 },
      (_, i) => 0.2 + 0.3 * Math.floor(i / 28 ** 2) + 0.1 * (i % 2),
    );
    const bias = definition.initialise(1, image)['decoder.conv3.bias']!;
    [0.25, 0.55, 0.85].forEach((colour, c) => expect(1 / (1 + Math.exp(-bias[c]!))).toBeCloseTo(colour, 5));
  });

  it('keep activations of unit size from layer to layer at the beginning', () => {
    const definition = defineModel({
      ...SMALL_CONVOLUTIONAL,
      size: 64,
      channels: [16, 32, 64, 64],
      latent: 16,
    });
    const weights = Object.entries(definition.initialise(1)).map(([name, data]) => [
      name,
      tf.tensor(data, [...definition.parameterShapes[name]!]),
    ]);
    const parameters = Object.fromEntries(weights) as Record<string, tf.Tensor>;
    const noise = new Random(1).fillNormal(new Float32Array(2 * 64 * 64));
    const { mean } = definition.encode(parameters, tf.tensor4d(noise, [2, 1, 64, 64]));
    const deviation = Math.sqrt(tf.mean(tf.square(mean)).dataSync()[0]!);
    expect(deviation).toBeGreaterThan(0.3);
    expect(deviation).toBeLessThan(3);
  });
});
