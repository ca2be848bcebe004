import { defineConfig } from 'playwright/test';
import type { HostOptions } from './test/e2e/fixtures.ts';

export default defineConfig<object, HostOptions>({
  outputDir: 'test-results/playwright',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  projects: [
    { name: 'screens', testDir: 'test/renderer/pages' },
    { name: 'browser host', ...wholeApplication, use: { host: 'browser' } },
    { name: 'desktop, stand-in', ...wholeApplication, use: { host: 'stand-in' } },
    { name: 'desktop, Electron', ...wholeApplication, use: { host: 'electron' } },
  ],
});
