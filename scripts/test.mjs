// `npm test`: installs and builds what is missing, runs every runner, and closes with one line that adds them up.
// It fails when any runner failed or ran nothing.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode } from './pinned-node.mjs';
import { ensureBuilt, ensureInstalled, root } from './setup.mjs';

ensureInstalled();
ensureBuilt();
const { requireBrowser } = await import('./browser.mjs');
const browser = requireBrowser();

const results = join(root, 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results);

const outcomes = [runVitest(), runPlaywright()];
const total = (key) => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
for (const { name, passed, failed } of outcomes) {
  if (passed + failed === 0) console.log(`${name} ran no test`);
}
console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
process.exit(outcomes.every(({ ok, passed, failed }) => ok && failed === 0 && passed > 0) ? 0 : 1);

/** Unit and integration tests. */
function runVitest() {
  const report = join(results, 'vitest.json');
  const ok = run('node_modules/vitest/vitest.mjs', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const summary = readReport(report);
  return {
    name: 'vitest',
    ok,
    passed: summary?.numPassedTests ?? 0,
    // A test file that cannot even be loaded has no tests to count, and fails all the same.
    failed: (summary?.numFailedTests ?? 0) + countBrokenFiles(summary),
    skipped: (summary?.numPendingTests ?? 0) + (summary?.numTodoTests ?? 0),
  };
}

/** End-to-end tests in a real browser. */
function runPlaywright() {
  const report = join(results, 'playwright.json');
  const ok = run('node_modules/playwright/cli.js', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  const stats = readReport(report)?.stats;
  // In CI a test has a second try; one that needed it is counted as passed, and not passed over in silence.
  if (stats?.flaky) console.log(`${stats.flaky} browser tests passed only on their second try`);
  return {
    name: 'playwright',
    ok,
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: stats?.unexpected ?? 0,
    skipped: stats?.skipped ?? 0,
  };
}

function countBrokenFiles(summary) {
  const files = summary?.testResults ?? [];
  return files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .length;
}

function run(script, args, env = {}) {
  const { status } = spawnSync(pinnedNode(), [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MORPHOSPACE_BROWSER: browser, ...env },
  });
  return status === 0;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // The runner broke before it wrote one; its own exit status says so.
  }
}
