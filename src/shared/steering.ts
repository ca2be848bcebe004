/** Steering a model: what its codes are like, directions along which images change, walks over a map, and repairs. */
import { z } from 'zod';
import { float32ArraySchema } from './arrays.ts';
import { codesSchema } from './latent.ts';

/** What sliders and traversals need to know of the codes of a model's dataset. */
export const latentStatisticsSchema = z.object({
  images: z.number().int(),
  /** Of each dimension over the images, `[dimensions]`. */
  mean: float32ArraySchema,
  deviation: float32ArraySchema,
  /** Mean KL of each dimension from the prior in nats, `[dimensions]`; null for a model whose codes are points. */
  kl: float32ArraySchema.nullable(),
  /** Images that `kl` was measured on. */
  klImages: z.number().int(),
  /** Every dimension, those that say most about the images first: by KL, or by deviation where there is none. */
  order: z.array(z.number().int()),
  /** Principal directions of the codes, those of greatest variance first. */
  directions: z.object({
    /** Of length 1 and at right angles to one another. */
    axes: codesSchema,
    /** Standard deviation of the codes along each. */
    deviations: float32ArraySchema,
    /** Its part of the whole variance. */
    explained: float32ArraySchema,
  }),
});
export type LatentStatistics = z.infer<typeof latentStatisticsSchema>;
