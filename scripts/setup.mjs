// Set-up that does nothing twice: installs when the lock file has changed, builds when a source has.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinnedNode } from './pinned-node.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

const INSTALLED = 'node_modules/.morphospace-installed';
const BUILT = 'out/.built';
const BUILD_INPUTS = ['src', 'electron.vite.config.ts', 'package-lock.json'];

/** `npm ci` when package-lock.json is not the one that was installed last. */
export function ensureInstalled() {
  requireNode();
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (read(INSTALLED) === wanted) return;
  say('Installing packages (once; a minute or two) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // npm's own warnings about the host's older Node do not apply: everything runs on the pinned one.
  run(npm, ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { shell: process.platform === 'win32' });
  write(INSTALLED, wanted);
}

/** Builds main, preload, engine, server, command line and renderer into out/ when anything under src/ is newer. */
export function ensureBuilt() {
  const state = BUILD_INPUTS.map(fingerprint).join('\n');
  const wanted = createHash('sha256').update(state).digest('hex');
  if (read(BUILT) === wanted) return;
  say('Building …');
  const started = performance.now();
  run(pinnedNode(), [
    join(root, 'node_modules/electron-vite/bin/electron-vite.js'),
    'build',
    '--logLevel',
    'warn',
  ]);
  write(BUILT, wanted);
  say(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`error: Node ${process.versions.node} is too old; install Node 20.19 or newer`);
}

/** Names, sizes and times of the files below a path: enough to see that something was edited. */
function fingerprint(path) {
  const full = join(root, path);
  const found = statSync(full);
  if (!found.isDirectory()) return `${path} ${found.size} ${found.mtimeMs}`;
  return readdirSync(full)
    .sort()
    .map((name) => fingerprint(join(path, name)))
    .join('\n');
}

/** Runs a program with its output on stderr, so that stdout stays the command's own. */
function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (error)
    fail(`error: ${program} could not be started (${error.message}); check the installation of Node`);
  if (status !== 0) fail(`error: ${args.slice(0, 2).join(' ')} failed; read the lines above`);
}

function read(path) {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null;
}

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}
