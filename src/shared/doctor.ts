/** What `doctor` finds: the machine, the engines, what is missing and how to get it. */
import { z } from 'zod';
import { deviceSchema } from './models.ts';

export const deviceReportSchema = z.object({
  device: deviceSchema,
  available: z.boolean(),
  /** Whether automatic mode may choose it; a software adapter is available and never chosen. */
  automatic: z.boolean(),
  /** The name of the processor or adapter: "NVIDIA RTX 4070 (Vulkan)". */
  name: z.string(),
  /** Why it cannot be used, and how to get it; empty when available. */
  reason: z.string(),
  advice: z.string(),
});
export type DeviceReport = z.infer<typeof deviceReportSchema>;

export const doctorReportSchema = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  processors: z.number().int(),
  memoryBytes: z.number(),
  library: z.object({ folder: z.string(), freeBytes: z.number(), writable: z.boolean() }),
  devices: z.array(deviceReportSchema),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), advice: z.string() })),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;
