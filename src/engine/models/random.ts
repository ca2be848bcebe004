/**
 * Seeded random numbers. A run is replayed from its seed and resumed from the saved state of its generator, so every
 * random draw of training and sampling comes from here and none from `Math.random`.
 */

/** The four 32-bit words of a generator; plain data, so that a checkpoint can hold it. */
export type RandomState = [number, number, number, number];

/** Turns one seed into well-mixed words (splitmix32 with the finaliser of MurmurHash3). */
function mixSeed(seed: number): RandomState {
  let counter = seed | 0;
  const next = (): number => {
    counter = (counter + 0x9e3779b9) | 0;
    let word = counter ^ (counter >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
  return [next(), next(), next(), next()];
}

/** xoshiro128** 1.1 (Blackman and Vigna 2018, "Scrambled linear pseudorandom number generators"): period 2^128 - 1. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed a 32-bit integer, or the `state` of another generator to go on from. */
  constructor(seed: number | RandomState) {
    [this.#a, this.#b, this.#c, this.#d] = typeof seed === 'number' ? mixSeed(seed) : seed;
  }

  get state(): RandomState {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0];
  }

  /** A uniform integer in 0..2^32 - 1. */
  uint32(): number {
    const b = this.#b;
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    this.#c ^= this.#a;
    this.#d ^= b;
    this.#b = b ^ this.#c;
    this.#a ^= this.#d;
    this.#c ^= b << 9;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  uniform(): number {
    return this.uint32() * 2 ** -32;
  }

  /** A uniform integer in 0..limit - 1, without the bias of a plain remainder. */
  below(limit: number): number {
    const unbiased = 2 ** 32 - (2 ** 32 % limit);
    let draw = this.uint32();
    while (draw >= unbiased) draw = this.uint32();
    return draw % limit;
  }

  fillUniform(target: Float32Array, low = 0, high = 1): Float32Array {
    for (let i = 0; i < target.length; i++) target[i] = low + (high - low) * this.uniform();
    return target;
  }

  /** Independent normal numbers, in pairs from two uniform ones (Box and Muller 1958). */
  fillNormal(target: Float32Array, mean = 0, deviation = 1): Float32Array {
    for (let i = 0; i < target.length; i += 2) {
      // 1 - u is in (0, 1], which keeps the logarithm finite.
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      target[i] = mean + radius * Math.cos(angle);
      if (i + 1 < target.length) target[i + 1] = mean + radius * Math.sin(angle);
    }
    return target;
  }

  /** As `fillNormal` about 0, but numbers more than `limit` deviations from it are drawn again. */
  fillTruncatedNormal(target: Float32Array, deviation: number, limit: number): Float32Array {
    this.fillNormal(target);
    const again = new Float32Array(1);
    for (let i = 0; i < target.length; i++) {
      while (Math.abs(target[i]!) > limit) target[i] = this.fillNormal(again)[0]!;
      target[i]! *= deviation;
    }
    return target;
  }

  /** -1 or 1, 32 of them from one draw. */
  fillSigns(target: Float32Array): Float32Array {
    let bits = 0;
    for (let i = 0; i < target.length; i++) {
      if (i % 32 === 0) bits = this.uint32();
      target[i] = 1 - 2 * (bits & 1);
      bits >>>= 1;
    }
    return target;
  }

  /** 0..length - 1 in random order (Fisher and Yates, as given by Durstenfeld 1964). */
  permutation(length: number): Uint32Array {
    const order = Uint32Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }
}
