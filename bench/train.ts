/**
 * Times the training step of the reference VAE: 64x64 colour images, batch 64, convolutions 32-64-128-256, latent 64,
 * Gaussian likelihood (sum of squared errors + KL), Adam. Usage: npm run bench -- train [--device cpu] [--steps 30]
 * [--threads 2] [--shards 2] [--profile] [--json]
 *
 * With --profile, also where the time goes: the programs of a step, each by itself on one thread of the processor.
 */
import { parseArgs } from 'node:util';
import { deviceSchema } from '../src/shared/models.ts';
import type { CompileReport } from '../src/engine/compile/compiled.ts';
import { countParameters } from '../src/engine/models/definition.ts';
import { openTrainingSession, shardsThatPay } from '../src/engine/runtime/open-training.ts';
import { referenceModel, referenceSteps } from './data/reference-model.ts';
import { type ProgramProfile, profileStep } from './train/profile.ts';

const { values: options } = parseArgs({
  options: {
    device: { type: 'string', default: 'cpu' },
    batch: { type: 'string', default: '64' },
    steps: { type: 'string', default: '30' },
    threads: { type: 'string' },
    shards: { type: 'string' },
    profile: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const WARM_UP = 5;
const device = deviceSchema.parse(options.device);
const batch = Number(options.batch);
const threads = options.threads === undefined ? undefined : Number(options.threads);
const shards = Number(options.shards ?? shardsThatPay(referenceModel, device, batch, threads));
if (options.profile && device !== 'cpu') throw new Error('--profile is for the device cpu');
const nextStep = referenceSteps(batch);

let report: CompileReport | undefined;
const started = performance.now();
const session = await openTrainingSession(referenceModel, {
  device,
  batch,
  seed: 1,
  threads,
  shards,
  onCompiled: (compiled) => (report = compiled),
});
const opening = performance.now() - started;

const times: number[] = [];
let loss = 0;
for (let step = 0; step < WARM_UP + Number(options.steps); step++) {
  const inputs = nextStep();
  const before = performance.now();
  ({ loss } = await session.step(inputs));
  times.push(performance.now() - before);
}
await session.dispose();

const measured = times.slice(WARM_UP).sort((a, b) => a - b);
const median = measured[Math.floor(measured.length / 2)]!;
const profile = options.profile
  ? await profileStep(referenceModel, { batch, shards, choices: report!.choices })
  : undefined;
const result = {
  device,
  batch,
  parameters: countParameters(referenceModel),
  millisecondsPerStep: Number(median.toFixed(2)),
  imagesPerSecond: Number(((1000 * batch) / median).toFixed(1)),
  openingMilliseconds: Math.round(opening),
  loss,
  compiled: report,
  profile,
};
if (options.json) {
  console.log(JSON.stringify(result));
} else {
  console.log(
    `${result.imagesPerSecond} images/s (${result.millisecondsPerStep} ms a step of ${batch}) on ${device}`,
  );
  console.log(
    `${result.parameters} parameters; ready after ${result.openingMilliseconds} ms; last loss ${loss}`,
  );
  for (const [what, choice] of Object.entries(report?.choices ?? {})) console.log(`  ${what}: ${choice}`);
}
for (const program of options.json ? [] : (profile ?? [])) printProfile(program);

function printProfile({ program, milliseconds, operators, betweenOperators, copies }: ProgramProfile): void {
  console.log(`${program}: ${milliseconds.toFixed(1)} ms by itself on one thread`);
  for (const { operator, count, milliseconds } of operators)
    console.log(`${milliseconds.toFixed(2).padStart(8)}  ${operator} (${count})`);
  console.log(`${betweenOperators.toFixed(2).padStart(8)}  between operations`);
  console.log(`${copies.toFixed(2).padStart(8)}  copies of outputs`);
}
