import { describe, expect, it } from 'vitest';
import { whyMissing } from '../../../src/engine/runtime/device-parts.ts';
import { loadTensorflow } from '../../../src/engine/runtime/tensorflow.ts';
import { SMALL_PLANS } from '../models/plans.ts';
import { tryFamily } from './every-family.ts';

/** Null where TensorFlow for Node can be loaded; docs/devices.md says how to install it for this. */
const reason =
  whyMissing('tensorflow')?.reason ??
  (await loadTensorflow().then(
    () => null,
    (error: Error) => error.message,
  ));

describe.skipIf(reason !== null)(
  `Three steps on TensorFlow${reason === null ? '' : ` (skipped here: ${reason})`}`,
  () => {
    it.each(SMALL_PLANS)('agree with the compiled steps on the processor: %s', async (_name, plan) => {
      const { loss, gradients, weights } = await tryFamily(plan, 'tensorflow');
      expect(loss).toBeLessThan(1e-4);
      expect(gradients).toBeLessThan(1e-3);
      expect(weights).toBeLessThan(5e-2);
    });
  },
);
