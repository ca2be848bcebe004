/** Tries a device in a process of its own: a driver that crashes or hangs takes nothing down with it. */
import { spawn } from 'node:child_process';
import { z } from 'zod';
import { programBeside } from '../jobs/program-file.ts';
import type { Device } from '../../shared/models.ts';

/** JSON has no Infinity and writes null. */
const differenceSchema = z
  .number()
  .nullable()
  .transform((value) => value ?? Infinity);

const answerSchema = z.union([
  z.object({
    difference: z.object({
      loss: differenceSchema,
      gradients: differenceSchema,
      weights: differenceSchema,
      /** Of what held-out images are measured by; 0 where that happens on the processor. */
      evaluation: differenceSchema,
    }),
    /** What TensorFlow runs on; null for devices of ONNX Runtime. */
    tensorflow: z.object({ packageName: z.string(), onGraphicsCard: z.boolean() }).nullable(),
  }),
  z.object({ error: z.string() }),
]);

/** What the program `probe.ts` writes: how far the device was from the processor, or why it could not train. */
export type ProbeAnswer = z.infer<typeof answerSchema>;

export interface ProbeOutcome {
  /** `error` also when the process crashed, hung, or said nothing that makes sense. */
  answer: ProbeAnswer;
  /** What drivers and libraries wrote to stderr. */
  log: string;
}

export interface ProbeOptions {
  /** File of the program; our own by default. */
  entry?: string;
  /** Shaders and libraries are compiled and loaded in this time, too. */
  timeoutMilliseconds?: number;
}

const TIMEOUT = 60_000;

/** Never rejects. */
export function probe(
  device: Device,
  { entry = programBeside(import.meta.url, 'probe'), timeoutMilliseconds = TIMEOUT }: ProbeOptions = {},
): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, device], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMilliseconds,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    let output = '';
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    child.on('error', ({ message }) => resolve({ answer: { error: message }, log }));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve({ answer: parseAnswer(output), log });
      const error =
        signal === 'SIGKILL'
          ? `it did not answer within ${timeoutMilliseconds / 1000} seconds`
          : `its process ended with ${signal ?? `code ${code}`}`;
      resolve({ answer: { error }, log });
    });
  });
}

/** The last line, since engines write to stdout as they like. */
function parseAnswer(output: string): ProbeAnswer {
  try {
    return answerSchema.parse(JSON.parse(output.trim().split('\n').at(-1)!));
  } catch {
    return { error: 'it gave no answer' };
  }
}
