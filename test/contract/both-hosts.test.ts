/** One scenario, one engine, two ways to it: the browser host's WebSocket and the desktop's IPC. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, test, vi } from 'vitest';
import { electronTransport } from '../../src/renderer/api/electron-transport.ts';
import { startServer } from '../../src/server/server.ts';
import { launchDesktop } from '../main/electron-stand-in/launch.ts';
import { bridgeOf } from '../main/page-bridge.ts';
import { exchangeToken, send } from '../server/browser.ts';
import { connectPage } from '../server/page-transport.ts';
import { playScenario } from './scenario.ts';

const root = mkdtempSync(join(tmpdir(), 'morphospace-contract-'));
const folderOf = (name: string) => {
  mkdirSync(join(root, name));
  return join(root, name);
};
afterEach(() => vi.unstubAllGlobals());
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

test('the main job through the browser host', { timeout: 180_000 }, async () => {
  const folder = folderOf('browser');
  const server = await startServer({ library: join(folder, 'library') });
  const cookie = await exchangeToken(server.url);
  const { transport } = await connectPage(server.url);
  try {
    await playScenario({
      transport,
      folder,
      async fetchBytes(path, range) {
        const headers = { cookie, ...(range === undefined ? {} : { range }) };
        const answer = await send(new URL(server.url).origin, path, { headers });
        const contentType = String(answer.headers['content-type']);
        return { status: answer.status, contentType, bytes: new Uint8Array(answer.body) };
      },
    });
  } finally {
    transport.close();
    await server.close();
  }
});

test('the main job through the desktop shell', { timeout: 180_000 }, async () => {
  const folder = folderOf('desktop');
  const desktop = await launchDesktop({ library: join(folder, 'library') });
  const bridge = await bridgeOf(desktop.page);
  try {
    await playScenario({
      transport: electronTransport(bridge),
      folder,
      fetchBytes: (path, range) =>
        desktop.page.evaluate(
          async ([address, wanted]) => {
            const response = await fetch(address, { headers: wanted === undefined ? {} : { range: wanted } });
            const contentType = response.headers.get('content-type') ?? '';
            return {
              status: response.status,
              contentType,
              bytes: new Uint8Array(await response.arrayBuffer()),
            };
          },
          [path, range] as const,
        ),
    });
  } finally {
    bridge.stop();
    await desktop.close();
  }
});
