/** The built browser host, `morphospace serve`, and a browser that opens what it prints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { findNodeBinary } from '../../src/engine/jobs/node-binary.ts';
import { browserLaunch } from './browser.ts';
import { listenForComplaints, type Shell } from './shell.ts';

const program = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));

export async function openInBrowser(library: string): Promise<Shell> {
  const server = spawn(findNodeBinary(), [program, 'serve', '--json', '--library', library], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await printedAddress(server);
  const browser = await chromium.launch(browserLaunch());
  const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
  const complaints = listenForComplaints(page);
  await page.goto(address);
  return {
    page,
    complaints,
    async chooseFolder(folder, act) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), act()]);
      await chooser.setFiles(folder);
    },
    async close() {
      await browser.close();
      server.kill('SIGINT');
      if (server.exitCode === null) await once(server, 'exit');
    },
  };
}

async function printedAddress(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url !== undefined) return url;
  }
  throw new Error('The browser host ended before it printed its address.');
}
