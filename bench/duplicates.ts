/**
 * The search for copies among sketches, once images are read: smooth random pictures, and plain ones, whose hashes are all alike.
 * npm run bench -- duplicates [--images 100000] [--plain 0.3] [--bits 4] [--json]
 */
import { parseArgs } from 'node:util';
import { findCopies } from '../src/engine/analysis/copies.ts';
import { Sketches } from '../src/engine/analysis/likeness.ts';
import { SKETCH_BYTES, SKETCH_SIDE } from '../src/engine/images/sketch.ts';
import { Random } from '../src/engine/models/random.ts';
import { peakMemory } from './data/codes.ts';

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '100000' },
    plain: { type: 'string', default: '0.3' },
    bits: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
  },
});
const [images, plain, bits] = [Number(options.images), Number(options.plain), Number(options.bits)];

const FREQUENCIES = 6;
const cosine = (frequency: number, place: number) =>
  Math.cos((Math.PI * frequency * (2 * place + 1)) / (2 * SKETCH_SIDE));
const waves = Array.from({ length: FREQUENCIES ** 2 }, (_, i) => {
  const [u, v] = [i % FREQUENCIES, Math.floor(i / FREQUENCIES)];
  return Float32Array.from(
    { length: SKETCH_SIDE ** 2 },
    (_, p) =>
      (cosine(u, p % SKETCH_SIDE) * cosine(v, Math.floor(p / SKETCH_SIDE)) * 40) / (1 + u * u + v * v),
  );
});

const random = new Random(1);
const sketches = new Sketches(images);
const sketch = new Uint8ClampedArray(SKETCH_BYTES).fill(128);
const amplitudes = new Float32Array(waves.length);
for (let row = 0; row < images; row++) {
  const isPlain = row < plain * images;
  if (isPlain) sketch.fill(random.below(256), 0, SKETCH_SIDE ** 2);
  else {
    random.fillNormal(amplitudes);
    for (let p = 0; p < SKETCH_SIDE ** 2; p++) {
      let level = 128;
      for (let i = 0; i < waves.length; i++) level += amplitudes[i]! * waves[i]![p]!;
      sketch[p] = level;
    }
  }
  sketches.set(row, new Uint8Array(sketch));
}

const alike = new Int32Array(images).fill(100);
const start = performance.now();
const before = process.cpuUsage();
const { original } = await findCopies(
  { count: images, width: alike, height: alike, bytes: alike, sketches },
  bits,
);
const { user, system } = process.cpuUsage(before);
const result = {
  ...{ images, plain, bits },
  copies: original.filter((owner, row) => owner !== row).length,
  seconds: (performance.now() - start) / 1000,
  processorSeconds: (user + system) / 1e6,
  peakMegabytes: peakMemory(),
};
if (options.json) console.log(JSON.stringify(result));
else {
  console.log(
    `${images} sketches, ${result.copies} of them copies: ${result.seconds.toFixed(1)} s (${result.processorSeconds.toFixed(1)} s of processors)`,
  );
  console.log(`peak memory: ${result.peakMegabytes} MB`);
}
