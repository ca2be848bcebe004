/** Paths from addresses, kept inside their folder. */
import { join, resolve, sep } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';

/** Names that Windows keeps for devices, whatever their extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The absolute path of a percent-encoded relative path below `folder`, which may not exist yet.
 *
 * @throws MorphospaceError `bad-path` for anything that would leave the folder or cannot be a name of a file.
 */
export function resolveInside(
  folder: string,
  encodedPath: string,
  platform: string = process.platform,
): string {
  let names: string[];
  try {
    names = encodedPath.split('/').map(decodeURIComponent);
  } catch {
    throw badPath(encodedPath);
  }
  if (!names.every((name) => isFileName(name, platform === 'win32'))) throw badPath(encodedPath);
  const path = resolve(join(folder, ...names));
  if (!path.startsWith(resolve(folder) + sep)) throw badPath(encodedPath);
  return path;
}

function isFileName(name: string, windows: boolean): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  if (/[/\u0000-\u001f]/.test(name)) return false;
  return !windows || !(/[\\:*?"<>|]/.test(name) || /[. ]$/.test(name) || DEVICES.test(name));
}

function badPath(path: string): MorphospaceError {
  return new MorphospaceError(
    'bad-path',
    `${path} cannot be the name of a file here.`,
    'Rename the file and try again.',
  );
}
