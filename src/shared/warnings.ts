/** What the diagnostics of a model find wrong with it, in plain words. */
import { z } from 'zod';

export const warningKindSchema = z.enum([
  /** The decoder ignores the codes, or most of their dimensions. */
  'collapse',
  /** Every latent dimension is full, and detail is lost. */
  'small-latent',
  /** Held-out images come out much worse than those that were learnt from. */
  'overfitting',
  /** Reconstructions lack the detail of the images. */
  'blur',
  /** Steps were left out because their numbers were not finite. */
  'skipped-steps',
  /** The run was ended because none of its steps was usable any more. */
  'diverged',
]);
export type WarningKind = z.infer<typeof warningKindSchema>;

export const warningSchema = z.object({
  kind: warningKindSchema,
  /** What is wrong, in a few words. */
  title: z.string(),
  /** What was measured and what it means. */
  message: z.string(),
  /** What to change. */
  advice: z.string(),
});
export type Warning = z.infer<typeof warningSchema>;

/** The whole of a warning in one line, for a terminal. */
export function warningLine({ title, message, advice }: Warning): string {
  return `${title}: ${message} ${advice}`;
}
