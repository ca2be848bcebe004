/** How far a long piece of work is, as data that every screen and the command line show in the same way. */
import { z } from 'zod';

export const progressSchema = z.object({
  /** What is being done, in a few words: "Reading images". */
  title: z.string(),
  /** 0..1, or null while the amount of work is not known. */
  value: z.number().min(0).max(1).nullable(),
  /** The detail of the moment: "1,204 of 8,000 · 950 images/s". */
  description: z.string().optional(),
  secondsLeft: z.number().nonnegative().optional(),
});
export type Progress = z.infer<typeof progressSchema>;

export type ReportProgress = (progress: Progress) => void;
