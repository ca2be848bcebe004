import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningServer, startServer } from '../../src/server/server.ts';
import { Sockets } from '../../src/server/sockets.ts';
import type { Events } from '../../src/shared/contract.ts';
import { createFakeEngine, type FakeEngine, runningJob } from '../contract/fake-engine.ts';
import { exchangeToken } from './browser.ts';
import { connectPage } from './page-transport.ts';

const folder = mkdtempSync(join(tmpdir(), 'morphospace-sockets-'));
let engine: FakeEngine;
let server: RunningServer;
let origin: string;
let cookie: string;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), '');
  engine = await createFakeEngine({ library: folder });
  server = await startServer({ library: folder, renderer: folder, engine });
  origin = new URL(server.url).origin;
  cookie = await exchangeToken(server.url);
});
afterEach(() => vi.unstubAllGlobals());
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the upgrade', () => {
  const upgrade = (path: string, options: { cookie?: string; origin?: string; host?: string }) =>
    new Promise<number | 'open'>((resolve) => {
      const { cookie: sent, origin: from, host } = options;
      const headers: Record<string, string> = {};
      if (sent !== undefined) headers.cookie = sent;
      if (host !== undefined) headers.host = host;
      const socket = new WebSocket(origin.replace('http', 'ws') + path, { headers, origin: from });
      socket.on('open', () => {
        socket.close();
        resolve('open');
      });
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode!));
    });

  test('is for the page of this host, with its cookie', async () => {
    expect(await upgrade('/socket', { cookie, origin })).toBe('open');
  });

  test('is refused without the cookie, with a wrong one, from elsewhere, or at another address', async () => {
    expect(await upgrade('/socket', { origin })).toBe(403);
    expect(await upgrade('/socket', { origin, cookie: `${cookie}x` })).toBe(403);
    expect(await upgrade('/socket', { cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await upgrade('/socket', { cookie })).toBe(403);
    expect(await upgrade('/socket', { cookie, origin: 'http://evil.example', host: 'evil.example' })).toBe(
      403,
    );
    expect(await upgrade('/other', { cookie, origin })).toBe(403);
  });
});

describe('a page', () => {
  test('calls the engine, with typed arrays both ways, and gets its errors', async () => {
    const { transport } = await connectPage(server.url);
    expect(await transport.call('latent.encode', { modelId: 'm', indices: [1, 2] })).toEqual({
      rows: 2,
      dimensions: 2,
      values: new Float32Array([1, NaN, 2, NaN]),
    });
    const bytes = new Uint8Array([9, 8]);
    expect(await transport.call('latent.encodeFile', { modelId: 'm', bytes })).toMatchObject({
      values: new Float32Array([9, 8]),
    });
    await expect(transport.call('datasets.get', { datasetId: 'x' })).rejects.toMatchObject({
      code: 'no-such-dataset',
      advice: 'Choose another.',
    });
    transport.close();
  });

  test('hears the events of the engine until it removes its listener', async () => {
    const { transport } = await connectPage(server.url);
    await transport.call('datasets.list', {});
    const heard: string[] = [];
    const remove = transport.on('job', ({ id }) => heard.push(id));
    engine.listeners.notify('job', runningJob('one'));
    await vi.waitFor(() => expect(heard).toEqual(['one']));
    remove();
    engine.listeners.notify('job', runningJob('two'));
    await transport.call('datasets.list', {});
    expect(heard).toEqual(['one']);
    transport.close();
  });

  test('whose connection breaks is told, connects again by itself, and is told when to load anew', async () => {
    const { transport, sockets } = await connectPage(server.url);
    const states: Events['engine']['state'][] = [];
    transport.on('engine', ({ state }) => states.push(state));
    await transport.call('datasets.list', {});
    const pending = transport.call('models.list', {}).catch((error: unknown) => error);
    sockets[0]!.terminate();
    expect(await pending).toMatchObject({ code: 'disconnected' });
    expect(states).toEqual(['restarting']);
    expect(await transport.call('datasets.list', {})).toEqual([]);
    expect(states).toEqual(['restarting', 'ready']);
    expect(sockets).toHaveLength(2);
    transport.close();
  });

  test('that sends what is no message of ours is cut off', async () => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, { headers: { cookie }, origin });
    await once(socket, 'open');
    socket.send('{"method":"datasets.list"}');
    await once(socket, 'close');
  });

  test('that is closed leaves no listener behind', async () => {
    const removed = vi.fn();
    const on = vi.spyOn(engine, 'on').mockImplementation(() => removed);
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, { headers: { cookie }, origin });
    await once(socket, 'open');
    socket.close();
    await vi.waitFor(() => expect(removed).toHaveBeenCalledTimes(on.mock.calls.length));
    expect(on).toHaveBeenCalled();
    on.mockRestore();
  });
});

test('a page that does not answer pings is cut off, one that does stays', async () => {
  const { createServer } = await import('node:http');
  const host = createServer().listen(0, '127.0.0.1');
  await once(host, 'listening');
  const sockets = new Sockets(engine, 100);
  host.on('upgrade', (request, socket, head) => sockets.accept(request, socket, head));
  const { port } = host.address() as { port: number };
  const alive = new WebSocket(`ws://127.0.0.1:${port}`);
  const silent = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong: false });
  await Promise.all([once(alive, 'open'), once(silent, 'open')]);
  await once(silent, 'close');
  expect(alive.readyState).toBe(WebSocket.OPEN);
  sockets.close();
  host.close();
});
