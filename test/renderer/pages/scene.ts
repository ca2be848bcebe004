/** The renderer over the fake engine as pages of a real browser, each with a library of the test's choice. */
import { resolve } from 'node:path';
import { test as base, type Page } from 'playwright/test';
import { build, preview } from 'vite';
import { browserLaunch } from '../../e2e/browser.ts';

export { expect } from 'playwright/test';

export interface Scene {
  shelf: 'empty' | 'faces' | 'untrained' | 'conditional' | 'huge' | 'long';
  screen: string;
  host?: 'desktop' | 'browser';
  /** Milliseconds between two steps of a job. */
  tick?: number;
}

const configFile = resolve(import.meta.dirname, '../vite.config.ts');

export const test = base.extend<{ open: (scene: Scene) => Promise<Page> }, { address: string }>({
  launchOptions: [browserLaunch(), { scope: 'worker' }],

  /** Built once and served to all tests: hundreds of single modules would take longer at every page. */
  address: [
    async ({}, use) => {
      await build({ configFile, logLevel: 'error' });
      const server = await preview({ configFile, preview: { host: '127.0.0.1', port: 0 } });
      await use(server.resolvedUrls!.local[0]!);
      await server.close();
    },
    { scope: 'worker' },
  ],

  open: async ({ page, address }, use) => {
    await use(async ({ shelf, screen, host = 'browser', tick = 20 }) => {
      await page.goto(`${address}?shelf=${shelf}&host=${host}&tick=${tick}#/${screen}`);
      await page.locator('main > :not(.opening)').waitFor();
      return page;
    });
  },
});
