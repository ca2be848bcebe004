/**
 * Which way to compute was found the fastest, kept in the library for each device of each machine: it is timed once, and the same
 * seed gives the same run in another process. Whoever uses a choice checks first that it computes the right thing.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Device } from '../../shared/models.ts';
import { writeFileAtomically } from '../library/atomic.ts';
import { readJson } from './read-json.ts';

const schema = z.record(z.string(), z.record(z.string(), z.string()));

/** Names of ways by the computation that they are for; see runtime/tuning.ts. */
type Choices = Readonly<Record<string, string>>;

export async function readKernelChoices(libraryFolder: string, device: Device): Promise<Choices> {
  return (await readAll(libraryFolder))[keyOf(device)] ?? {};
}

/** Adds to what is kept; a later timing replaces an earlier one. */
export async function keepKernelChoices(
  libraryFolder: string,
  device: Device,
  choices: Choices,
): Promise<void> {
  if (Object.keys(choices).length === 0) return;
  const all = await readAll(libraryFolder);
  const kept = { ...all, [keyOf(device)]: { ...all[keyOf(device)], ...choices } };
  await writeFileAtomically(fileIn(libraryFolder), `${JSON.stringify(kept, null, 2)}\n`);
}

/** What cannot be read is timed again: it saves a second or two and nothing else. */
function readAll(libraryFolder: string): Promise<z.infer<typeof schema>> {
  return readJson(fileIn(libraryFolder), schema).catch(() => ({}));
}

function keyOf(device: Device): string {
  return `${device} on ${cpus()[0]?.model ?? 'an unknown processor'}, ${cpus().length} threads`;
}

function fileIn(libraryFolder: string): string {
  return join(libraryFolder, 'kernel-choices.json');
}
