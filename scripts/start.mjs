// `npm start`: installs and builds what is missing, then opens the desktop shell, or the browser host where there is none.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode } from './pinned-node.mjs';
import { ensureBuilt, ensureInstalled, root } from './setup.mjs';

/** How long to wait for the Electron binary before the browser host opens instead; the download itself goes on. */
const ELECTRON_TIMEOUT = 15_000;
/** A shell that ends with an error this soon never opened a window: a system library is missing, for example. */
const FAILED_AT_ONCE = 5_000;

ensureInstalled();
ensureBuilt();

const args = process.argv.slice(2);
let reason = await whyNoDesktop();
if (reason === null) {
  const started = performance.now();
  const code = await launch(electronBinary(), [root, ...args]);
  if (code === 0 || performance.now() - started > FAILED_AT_ONCE) process.exit(code);
  reason = 'the desktop shell could not start';
}
console.log(`Opening in the browser: ${reason}.`);
process.exit(await launch(pinnedNode(), [join(root, 'out/main/cli.js'), 'serve', '--open', ...args]));

/** Why the desktop shell cannot open here, in a few words, or null when it can. */
async function whyNoDesktop() {
  const { platform, env } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  if (platform === 'linux' && process.getuid?.() === 0) return 'the desktop shell does not run as root';
  if (electronBinary() === null) return fetchElectron();
  return null;
}

/** Since version 42 the package fetches its binary when it is first asked for, not when it is installed. */
function fetchElectron() {
  console.log('Fetching the desktop shell (once) …');
  const download = spawn(pinnedNode(), [join(root, 'node_modules/electron/install.js')], {
    cwd: root,
    stdio: 'ignore',
    detached: true,
  });
  return new Promise((resolve) => {
    const patience = setTimeout(() => {
      download.unref();
      resolve('the desktop shell is still being downloaded and opens next time');
    }, ELECTRON_TIMEOUT);
    download.on('exit', () => {
      clearTimeout(patience);
      resolve(electronBinary() === null ? 'the Electron binary could not be downloaded' : null);
    });
  });
}

function electronBinary() {
  const folder = join(root, 'node_modules/electron');
  if (!existsSync(join(folder, 'path.txt'))) return null;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const binary = join(dist, readFileSync(join(folder, 'path.txt'), 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

/** Runs a program in this terminal; resolves with its exit code. */
function launch(program, programArgs) {
  const child = spawn(program, programArgs, { cwd: root, stdio: 'inherit' });
  const pass = (signal) => child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  return new Promise((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1));
    child.on('error', () => resolve(1));
  });
}
