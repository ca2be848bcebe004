/** Methods about the application itself: what it is, its jobs, what screens keep. */
import { z } from 'zod';
import { doctorReportSchema } from '../doctor.ts';
import { jobRecordSchema } from '../jobs.ts';
import { method, nothing } from './method.ts';

export const applicationMethods = {
  'app.status': method(
    z.object({}),
    z.object({
      version: z.string(),
      library: z.string(),
      engineProcess: z.number().int(),
      platform: z.string(),
    }),
  ),
  'app.doctor': method(z.object({}), doctorReportSchema),
  'jobs.list': method(z.object({}), z.array(jobRecordSchema)),
  'jobs.cancel': method(z.object({ jobId: z.string() }), nothing),
  /** Forgets finished jobs, so that their notices go away. */
  'jobs.dismiss': method(z.object({ jobId: z.string() }), nothing),
  /** What a screen wants to find again after a restart, under a name of its own; null when there is none. */
  'state.read': method(z.object({ key: z.string().max(200) }), z.object({ value: z.unknown() })),
  'state.write': method(z.object({ key: z.string().max(200), value: z.unknown() }), nothing),
} as const;
