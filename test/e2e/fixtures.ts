/** A running Morphospace with its window as a page, in each of its hosts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'playwright/test';
import { openInBrowser } from './browser-host.ts';
import { openInElectron, whyNoElectron } from './electron-host.ts';
import type { Shell } from './shell.ts';
import { openInStandIn } from './stand-in-host.ts';

export { expect } from 'playwright/test';

export type HostKind = 'browser' | 'stand-in' | 'electron';
export interface HostOptions {
  host: HostKind;
}

export const test = base.extend<{ library: string; shell: Shell }, HostOptions>({
  host: ['browser', { option: true, scope: 'worker' }],

  /** An empty library of the test's own. */
  library: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'morphospace-e2e-'));
    await use(join(folder, 'library'));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },

  shell: async ({ host, library }, use, testInfo) => {
    const reason = host === 'electron' ? whyNoElectron() : null;
    testInfo.skip(reason !== null, reason ?? '');
    const open = { browser: openInBrowser, 'stand-in': openInStandIn, electron: openInElectron }[host];
    const shell = await open(library);
    try {
      await use(shell);
    } finally {
      await shell.close();
    }
  },
});
