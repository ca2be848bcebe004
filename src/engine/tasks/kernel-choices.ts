/**
 * Which way to compute was found the fastest, kept in the library for each device of each machine: it is timed once, and the same
 * seed gives the same run in another process. What was found on a busy machine is kept for a day, then timed again. Whoever
 * uses a choice checks first that it computes the right thing.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Device } from '../../shared/models.ts';
import { writeFileAtomically } from '../library/atomic.ts';
import { NUMBER_OF_WAYS } from '../compile/lowering.ts';
import { isOnnxDevice } from '../runtime/onnx-devices.ts';
import { type TimedChoices, timedChoices } from '../runtime/tuning.ts';
import { readJson } from './read-json.ts';

/** Names of ways by the computation that they are for; see runtime/tuning.ts. */
const choicesSchema = z.record(z.string(), z.string());
const keptSchema = z.object({
  steady: choicesSchema,
  provisional: z.object({ since: z.iso.datetime(), choices: choicesSchema }).nullable(),
});
const fileSchema = z.record(z.string(), keptSchema);

type Choices = Readonly<Record<string, string>>;
type Kept = z.infer<typeof keptSchema>;

const PROVISIONAL_FOR_MS = 24 * 60 * 60 * 1000;

export async function readKernelChoices(
  libraryFolder: string,
  device: Device,
  now = new Date(),
): Promise<Choices> {
  const { steady, provisional } = await readKept(libraryFolder, device, now);
  return { ...provisional?.choices, ...steady };
}

/** Keeps what this process has timed on a device. */
export async function keepTimedChoices(libraryFolder: string, device: Device): Promise<void> {
  if (isOnnxDevice(device)) await keepKernelChoices(libraryFolder, device, timedChoices({ device }));
}

/** Adds to what is kept. What was found steadily replaces what was not. */
export async function keepKernelChoices(
  libraryFolder: string,
  device: Device,
  { steady, provisional }: TimedChoices,
  now = new Date(),
): Promise<void> {
  if (Object.keys(steady).length + Object.keys(provisional).length === 0) return;
  const before = await readKept(libraryFolder, device, now);
  const choices = { ...provisional, ...before.provisional?.choices };
  const since = before.provisional?.since ?? now.toISOString();
  const kept: Kept = {
    steady: { ...before.steady, ...steady },
    provisional: Object.keys(choices).length > 0 ? { since, choices } : null,
  };
  const all = { ...(await readAll(libraryFolder)), [keyOf(device)]: kept };
  await writeFileAtomically(fileIn(libraryFolder), `${JSON.stringify(all, null, 2)}\n`);
}

async function readKept(libraryFolder: string, device: Device, now: Date): Promise<Kept> {
  const kept = (await readAll(libraryFolder))[keyOf(device)] ?? { steady: {}, provisional: null };
  const { provisional } = kept;
  const isOld = provisional && now.getTime() - Date.parse(provisional.since) > PROVISIONAL_FOR_MS;
  return isOld ? { ...kept, provisional: null } : kept;
}

/** What cannot be read is timed again: it saves a second or two and nothing else. */
function readAll(libraryFolder: string): Promise<z.infer<typeof fileSchema>> {
  return readJson(fileIn(libraryFolder), fileSchema).catch(() => ({}));
}

function keyOf(device: Device): string {
  return `${device} on ${cpus()[0]?.model ?? 'an unknown processor'}, ${cpus().length} threads, ${NUMBER_OF_WAYS} ways`;
}

function fileIn(libraryFolder: string): string {
  return join(libraryFolder, 'kernel-choices.json');
}
