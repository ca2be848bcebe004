/** Looks over the machine: devices, memory, the library's disk, and the parts that may be missing. */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import type { DoctorReport } from '../../shared/doctor.ts';
import type { TaskContext } from '../jobs/task.ts';
import { probeDevices } from '../runtime/devices.ts';

const ENOUGH_DISK = 2 * 2 ** 30;

export async function doctor(
  { version }: { version: string },
  { library }: TaskContext,
): Promise<DoctorReport> {
  const { bavail, bsize } = await statfs(library.folder);
  const freeBytes = bavail * bsize;
  const writable = await access(library.folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  const major = Number.parseInt(process.versions.node);
  return {
    version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    processors: availableParallelism(),
    memoryBytes: totalmem(),
    library: { folder: library.folder, freeBytes, writable },
    devices: await probeDevices(),
    checks: [
      {
        name: 'Node',
        ok: major >= 24,
        detail: `version ${process.versions.node}.`,
        advice: 'Install the packages again with `npm ci`: version 24 comes with them.',
      },
      await checkImages(),
      {
        name: 'Library',
        ok: writable && freeBytes > ENOUGH_DISK,
        detail: writable ? `${(freeBytes / 2 ** 30).toFixed(1)} GiB free.` : 'the folder may not be written.',
        advice: 'Free some space, or choose another folder with --library.',
      },
    ],
  };
}

/** A picture decoder that cannot load says so here, and not in the middle of an import. */
async function checkImages(): Promise<DoctorReport['checks'][number]> {
  const name = 'Picture formats';
  try {
    const { default: sharp } = await import('sharp');
    const formats = ['jpeg', 'png', 'webp', 'heif', 'tiff', 'gif'].filter(
      (format) => sharp.format[format as 'jpeg']?.input.buffer,
    );
    return {
      name,
      ok: true,
      detail: `${formats.join(', ')} through sharp ${sharp.versions.sharp}.`,
      advice: '',
    };
  } catch (error) {
    return {
      name,
      ok: false,
      detail: (error as Error).message.split('\n')[0]!,
      advice: 'Install the packages again with `npm ci`.',
    };
  }
}
