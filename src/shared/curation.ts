/** What people say about their images: tags, notes, and which to leave out of training. Originals are never touched. */
import { z } from 'zod';

const index = z.number().int().nonnegative();
export const tagNameSchema = z.string().trim().min(1).max(60);

/** One change; each has an inverse of the same form, which is what undo applies. */
export const curationChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tag'), tag: tagNameSchema, images: z.array(index), present: z.boolean() }),
  z.object({ kind: z.literal('exclude'), images: z.array(index), excluded: z.boolean() }),
  /** An empty text removes the note. */
  z.object({ kind: z.literal('note'), image: index, text: z.string().max(10_000) }),
]);
export type CurationChange = z.infer<typeof curationChangeSchema>;

export const curationSummarySchema = z.object({
  tags: z.array(z.object({ name: z.string(), images: z.number().int() })),
  notes: z.number().int(),
  excluded: z.number().int(),
});
export type CurationSummary = z.infer<typeof curationSummarySchema>;

export const imageCurationSchema = z.object({
  tags: z.array(z.string()),
  note: z.string(),
  excluded: z.boolean(),
});
export type ImageCuration = z.infer<typeof imageCurationSchema>;
