/** The Chromium whose pages are the windows. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BrowserContext, chromium } from 'playwright';
import { browserLaunch } from '../../e2e/browser.ts';
import { tell } from './control.ts';

/** Where this application keeps its data, Chromium's included. */
export const dataFolder = process.env.STAND_IN_DATA!;

let context: Promise<BrowserContext> | undefined;

export function openChromium(): Promise<BrowserContext> {
  return (context ??= launch());
}

export async function closeChromium(): Promise<void> {
  await (await context)?.close();
}

async function launch(): Promise<BrowserContext> {
  const { executablePath, args = [] } = browserLaunch();
  const profile = join(dataFolder, 'chromium');
  const launched = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...args, '--remote-debugging-port=0'],
  });
  // The test drives the same pages over a connection of its own.
  const portFile = join(profile, 'DevToolsActivePort');
  while (!existsSync(portFile)) await delay(20);
  tell({ debugger: `http://127.0.0.1:${readFileSync(portFile, 'utf8').split('\n')[0]}` });
  return launched;
}
