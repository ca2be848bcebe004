/**
 * The one contract between the engine and everything that talks to it: the renderer (over Electron IPC or WebSocket), the
 * command line and the tests. A method has a schema for its parameters and one for its result; an event has one for its
 * payload. Parameters are parsed where they enter the engine and trusted inside. All types are inferred from here.
 */
import { z } from 'zod';
import { float32ArraySchema } from './arrays.ts';
import { jobRecordSchema } from './jobs.ts';
import { picturesSchema } from './latent.ts';
import { deviceSchema, epochRecordSchema } from './models.ts';
import { warningSchema } from './warnings.ts';
import { applicationMethods } from './methods/application.ts';
import { datasetsMethods } from './methods/datasets.ts';
import { curationMethods } from './methods/curation.ts';
import { analysesMethods } from './methods/analyses.ts';
import { modelsMethods } from './methods/models.ts';
import { projectionsMethods } from './methods/projections.ts';
import { latentMethods } from './methods/latent.ts';

export const methods = {
  ...applicationMethods,
  ...datasetsMethods,
  ...curationMethods,
  ...analysesMethods,
  ...modelsMethods,
  ...projectionsMethods,
  ...latentMethods,
} as const;

export const events = {
  job: jobRecordSchema,
  /** Something listed has changed; ask again. */
  library: z.object({
    changed: z.enum(['datasets', 'models', 'projections', 'analyses', 'attributes', 'curation', 'columns']),
    id: z.string(),
  }),
  /** The live state of a training run, a few times a second. */
  training: z.object({
    modelId: z.string(),
    epoch: z.number().int(),
    step: z.number().int(),
    totalSteps: z.number().int().nullable(),
    secondsLeft: z.number().nullable(),
    imagesPerSecond: z.number(),
    device: deviceSchema,
    loss: z.number(),
    reconstruction: z.number(),
    kl: z.number(),
    skippedSteps: z.number().int(),
    /** See `EpochRecord.terms`. */
    terms: z.record(z.string(), z.number()),
    warnings: z.array(warningSchema),
  }),
  /** After each epoch. */
  epoch: z.object({ modelId: z.string(), record: epochRecordSchema }),
  /** Held-out images above, their reconstructions below: 2 x count pictures. */
  reconstructions: z.object({ modelId: z.string(), epoch: z.number().int(), pictures: picturesSchema }),
  /** The layout so far, while it is computed. */
  layout: z.object({
    projectionId: z.string(),
    modelId: z.string(),
    epoch: z.number().int(),
    epochs: z.number().int(),
    values: float32ArraySchema,
  }),
  /** The engine process itself: it died and is being started again, or is back. Sent by the host, not by the engine. */
  engine: z.object({ state: z.enum(['ready', 'restarting', 'failed']), message: z.string() }),
} as const;

export type Methods = {
  [M in keyof typeof methods]: {
    params: z.input<(typeof methods)[M]['params']>;
    result: z.output<(typeof methods)[M]['result']>;
  };
};
export type MethodName = keyof Methods;
export type Params<M extends MethodName> = Methods[M]['params'];
/** Parameters after parsing: defaults are filled in. */
export type ParsedParams<M extends MethodName> = z.output<(typeof methods)[M]['params']>;
export type Result<M extends MethodName> = Methods[M]['result'];

export type Events = { [E in keyof typeof events]: z.output<(typeof events)[E]> };
export type EventName = keyof Events;

/** How every client sees the engine, whatever lies between. */
export interface Transport {
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>>;
  /** Returns the function that removes the listener. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
  close(): void;
}
