/**
 * Errors that a person may see. Each has a code for programs, a sentence on what happened and a sentence on what to do,
 * and survives every process border as plain data.
 */
import { z } from 'zod';

export const errorRecordSchema = z.object({
  name: z.string(),
  code: z.string(),
  message: z.string(),
  advice: z.string(),
  stack: z.string().optional(),
});
export type ErrorRecord = z.infer<typeof errorRecordSchema>;

/** An error with an advice. `message` is one sentence on what happened, `advice` one on what to do about it. */
export class MorphospaceError extends Error {
  readonly code: string;
  readonly advice: string;

  constructor(code: string, message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MorphospaceError';
    this.code = code;
    this.advice = advice;
  }
}

/** The code of an error that means "the person stopped it", which is no failure. */
export const CANCELLED = 'cancelled';

export function cancelledError(): MorphospaceError {
  return new MorphospaceError(CANCELLED, 'The work was cancelled.', 'Start it again when you like.');
}

export function isCancelled(error: unknown): boolean {
  return error instanceof MorphospaceError && error.code === CANCELLED;
}

/** Flattens any thrown value into data that can cross a process border. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof MorphospaceError) {
    const { name, code, message, advice, stack } = error;
    return { name, code, message, advice, stack };
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    name,
    code: 'unexpected',
    message,
    advice: 'This is a fault in Morphospace: please report it.',
    stack,
  };
}

/** Restores an error on the other side of a border, with the stack of where it was thrown. */
export function fromErrorRecord(record: ErrorRecord): MorphospaceError {
  const error = new MorphospaceError(record.code, record.message, record.advice);
  error.name = record.name;
  if (record.stack !== undefined) error.stack = record.stack;
  return error;
}

/** `error: what happened; what to do`, the one line that the command line prints. */
export function errorLine({ message, advice }: { message: string; advice: string }): string {
  return `error: ${message.replace(/[.;]\s*$/, '')}; ${advice}`;
}
