/** Finds the images of the published results in a folder, and unpacks what is packed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What an archive is called, and what is in it: as a folder beside the archive it will do as well. */
const COLLECTIONS = {
  mnist: { archive: 'mnist-png.tar.gz', contents: ['train', 'test'] },
  orl: { archive: 'orl-faces.tar.gz', contents: ['orl-faces'] },
} as const;

export type Collection = keyof typeof COLLECTIONS;

/**
 * The folder that holds the images of a collection: the given one, one of the archive's name in it, or one that the archive is
 * unpacked to (once) by `tar`.
 *
 * @param unpacked where archives are unpacked.
 * @throws Error when the folder has neither.
 */
export function findCollection(name: Collection, data: string, unpacked: string): string {
  const { archive, contents } = COLLECTIONS[name];
  const isComplete = (folder: string) => contents.every((entry) => existsSync(join(folder, entry)));
  const beside = [data, join(data, archive.replace('.tar.gz', '')), join(data, name)];
  const target = join(unpacked, name);
  const found = [...beside, target].find(isComplete);
  if (found !== undefined) return found;

  const packed = join(data, archive);
  if (!existsSync(packed)) throw new Error(`${data} has neither ${archive} nor ${contents.join(' and ')}`);
  // Unpacked under another name, so that a half-unpacked folder is never taken for a whole one.
  const temporary = `${target}.unpacking`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const { status } = spawnSync('tar', ['xzf', packed, '-C', temporary], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`tar could not unpack ${packed}`);
  renameSync(temporary, target);
  return target;
}
