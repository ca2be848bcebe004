import { defineConfig } from 'playwright/test';
import type { HostOptions } from './test/e2e/fixtures.ts';

export default defineConfig<object, HostOptions>({
  outputDir: 'test-results/playwright',
  workers: 1,
  // A shared machine may stall for longer than any patience; what fails twice is wrong.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  projects: [
    { name: 'screens', testDir: 'test/renderer/pages' },
    // The whole application, in each host; what this machine cannot run is skipped with the reason.
    { name: 'browser host', testDir: 'test/e2e', use: { host: 'browser' } },
    { name: 'desktop, stand-in', testDir: 'test/e2e', use: { host: 'stand-in' } },
    { name: 'desktop, Electron', testDir: 'test/e2e', use: { host: 'electron' } },
  ],
});
