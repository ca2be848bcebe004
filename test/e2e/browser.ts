/** How the tests start the Chromium that is on this machine. */
import type { LaunchOptions } from 'playwright';
import { findBrowser } from '../../scripts/browser.mjs';

/** @throws Error where there is none. */
export function browserLaunch(): Pick<LaunchOptions, 'executablePath' | 'args'> {
  const executablePath = findBrowser();
  if (executablePath === null)
    throw new Error('The tests need a Chromium: install one, or name one in MORPHOSPACE_BROWSER.');
  // Chromium's own sandbox cannot be set up by root, as in a container.
  return { executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] };
}
