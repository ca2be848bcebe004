// The browser that the tests drive: one that is there, or Debian's, installed where that is possible without asking.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const CANDIDATES = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** The path of a Chromium, or null when there is none. MORPHOSPACE_BROWSER names one. */
export function findBrowser() {
  const named = process.env.MORPHOSPACE_BROWSER;
  if (named) return named;
  for (const candidate of CANDIDATES[process.platform] ?? []) {
    const path = candidate.includes('/') || candidate.includes('\\') ? candidate : which(candidate);
    if (path && existsSync(path)) return path;
  }
  const own = chromium.executablePath();
  return own && existsSync(own) ? own : null;
}

/** Finds a browser or installs Debian's as root; otherwise says in one line what to do. */
export function requireBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && which('apt-get')) {
    console.error('Installing a browser for the tests (apt-get install chromium) …');
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const installed = findBrowser();
    if (installed) return installed;
  }
  console.error(
    'error: the tests need a Chromium; install Chrome or Chromium, or name one in MORPHOSPACE_BROWSER',
  );
  process.exit(1);
}

function which(name) {
  const { stdout } = spawnSync('which', [name], { encoding: 'utf8' });
  return stdout?.trim() || null;
}
