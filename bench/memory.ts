/**
 * Memory of a process that trains the reference model, after 100 steps and after many: the two must be alike.
 * Usage: npm run bench -- memory [--device cpu] [--batch 64] [--steps 1000] [--json]
 */
import { parseArgs } from 'node:util';
import { deviceSchema } from '../src/shared/models.ts';
import { openTrainingSession } from '../src/engine/runtime/open-training.ts';
import { referenceModel, referenceSteps } from './data/reference-model.ts';

const { values: options } = parseArgs({
  options: {
    device: { type: 'string', default: 'cpu' },
    batch: { type: 'string', default: '64' },
    steps: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
});
const EARLY = 100;
const device = deviceSchema.parse(options.device);
const batch = Number(options.batch);
const steps = Math.max(EARLY, Number(options.steps));

const session = await openTrainingSession(referenceModel, { device, batch, seed: 1 });
const nextStep = referenceSteps(batch);
const megabytes: Record<string, number> = {};
for (let step = 1; step <= steps; step++) {
  await session.step(nextStep());
  if (step === EARLY || step === steps) megabytes[step] = Math.round(process.memoryUsage.rss() / 1e6);
}
// Of all threads, at any time since the process began.
const peak = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
await session.dispose();

if (options.json) {
  console.log(JSON.stringify({ device, batch, megabytesAfter: megabytes, peakMegabytes: peak }));
} else {
  for (const [step, size] of Object.entries(megabytes)) console.log(`${size} MB after ${step} steps`);
  console.log(`${peak} MB at most, while the fastest ways were being found`);
}
