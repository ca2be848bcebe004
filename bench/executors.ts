/**
 * Compares a device with the compiled path on the processor: three steps of small models of every family, by the largest
 * relative difference of a loss, of a gradient and of the way that weights have gone. Ends with 1 when a loss or a gradient
 * differs by more than a thousandth. Usage: npm run bench -- executors --device tensorflow [--json]
 */
import { parseArgs } from 'node:util';
import { deviceSchema } from '../src/shared/models.ts';
import type { Difference } from '../src/engine/runtime/device-trial.ts';
import { SMALL_PLANS } from '../test/engine/models/plans.ts';
import { tryFamily } from '../test/engine/runtime/every-family.ts';

const { values: options } = parseArgs({
  options: { device: { type: 'string', default: 'tensorflow' }, json: { type: 'boolean', default: false } },
});
const TOLERANCE = 1e-3;
const device = deviceSchema.parse(options.device);

const results: ({ model: string } & (Difference | { error: string }))[] = [];
for (const [model, plan] of SMALL_PLANS) {
  try {
    results.push({ model, ...(await tryFamily(plan, device)) });
  } catch (error) {
    results.push({ model, error: error instanceof Error ? error.message : String(error) });
  }
}
const agrees = (result: (typeof results)[number]) =>
  'loss' in result && result.loss <= TOLERANCE && result.gradients <= TOLERANCE;
const agreeing = results.filter(agrees).length;

if (options.json) {
  console.log(JSON.stringify({ device, models: results.length, agreeing, results }));
} else {
  const width = Math.max(...SMALL_PLANS.map(([name]) => name.length));
  console.log(`${'model'.padEnd(width)}      loss gradients   weights`);
  for (const result of results) {
    const numbers =
      'error' in result
        ? `failed: ${result.error}`
        : [result.loss, result.gradients, result.weights]
            .map((value) => value.toExponential(1).padStart(9))
            .join(' ');
    console.log(`${result.model.padEnd(width)} ${numbers}${agrees(result) ? '' : '  <- differs'}`);
  }
  console.log(`${agreeing} of ${results.length} models agree to ${TOLERANCE} on ${device} and cpu.`);
}
// Threads of an engine may go on for ever.
process.exit(agreeing === results.length ? 0 : 1);
