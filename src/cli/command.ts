/** What a command is, and what it is given: its arguments, the engine, and a way to run a job to its end. */
import type { z } from 'zod';
import type { Transport } from '../shared/contract.ts';
import { cancelledError, fromErrorRecord } from '../shared/errors.ts';
import { isOver, type JobRecord } from '../shared/jobs.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import type { Output } from './output.ts';

export interface CommandContext {
  arguments: Arguments;
  output: Output;
  /** Where the library lies. */
  library: string;
  /** The engine, started when first asked for. */
  engine(): Promise<Transport>;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

export interface Command {
  /** Arguments as the usage line shows them: "<folder…> --name NAME". */
  usage: string;
  summary: string;
  options: OptionSpecs;
  maximumArguments: number;
  run(context: CommandContext): Promise<void>;
}

/**
 * Starts a job, or finds one, shows its progress, and gives its result when it is done.
 *
 * @throws MorphospaceError what the job failed with, or `cancelled`.
 */
export async function runJob<T>(
  { engine, output, signal }: CommandContext,
  start: (engine: Transport) => Promise<{ jobId: string }>,
  schema: z.ZodType<T>,
): Promise<T> {
  const transport = await engine();
  signal.throwIfAborted();
  const latest = new Map<string, JobRecord>();
  let settle: (() => void) | undefined;
  // Listens before the job starts: a quick one may be over before its identifier is known.
  const stopListening = transport.on('job', (job) => {
    latest.set(job.id, job);
    settle?.();
  });
  try {
    const { jobId } = await start(transport);
    // One that was started before may have said its last word already.
    for (const job of await transport.call('jobs.list', {})) if (!latest.has(job.id)) latest.set(job.id, job);
    const cancel = () => void transport.call('jobs.cancel', { jobId });
    signal.addEventListener('abort', cancel, { once: true });
    const job = await new Promise<JobRecord>((resolve) => {
      settle = () => {
        const now = latest.get(jobId);
        if (!now) return;
        if (now.progress && now.state === 'running') output.progress(now.progress);
        if (isOver(now.state)) resolve(now);
      };
      settle();
    });
    signal.removeEventListener('abort', cancel);
    if (job.state === 'cancelled') throw cancelledError();
    if (job.error) throw fromErrorRecord(job.error);
    return schema.parse(job.result);
  } finally {
    stopListening();
  }
}
