import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningServer, startServer } from '../../src/server/server.ts';
import { BYTES, createFakeEngine, type FakeEngine } from '../contract/fake-engine.ts';
import { exchangeToken, type Request, send } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'morphospace-server-'));
const library = join(folder, 'library');
const renderer = join(folder, 'renderer');
let engine: FakeEngine;
let server: RunningServer;
let origin: string;
let cookie: string;

beforeAll(async () => {
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  mkdirSync(join(library, 'uploads', 'faces-1'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Morphospace</title>');
  writeFileSync(join(renderer, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(join(folder, 'secret.json'), 'secret');
  engine = await createFakeEngine({ library });
  server = await startServer({ library, renderer, engine });
  origin = new URL(server.url).origin;
  cookie = await exchangeToken(server.url);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A request of a page that was let in. */
const ask = (path: string, { headers, ...rest }: Request = {}) =>
  send(origin, path, { headers: { cookie, ...headers }, ...rest });

describe('who is let in', () => {
  test('listens on the loopback address only', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
  });

  test('the token is exchanged for a strict, HttpOnly cookie and leaves the address', async () => {
    const { status, headers } = await send(origin, new URL(server.url).search.replace('?', '/?'));
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    expect(String(headers['set-cookie'])).toMatch(
      /^morphospace-\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(String(headers['set-cookie'])).not.toContain(new URL(server.url).searchParams.get('token'));
  });

  test('the address can be opened again, as long as the host runs', async () => {
    expect(await exchangeToken(server.url)).toBe(cookie);
  });

  test.each(['', '?token=', '?token=wrong', `?token=${'a'.repeat(32)}`])(
    '"/%s" without a cookie is 401',
    async (query) => {
      const { status, body } = await send(origin, `/${query}`);
      expect(status).toBe(401);
      expect(body.toString()).toContain('Open the address that Morphospace printed');
    },
  );

  test('a wrong cookie opens nothing: not the page, not data, not uploads', async () => {
    const headers = { cookie: cookie.replace(/=.*/, `=${'a'.repeat(32)}`) };
    for (const path of ['/', '/assets/index-abc.js', '/data/bytes'])
      expect((await send(origin, path, { headers })).status).toBe(401);
    const put = await send(origin, '/uploads/faces-1/a.png', { method: 'PUT', headers, body: 'x' });
    expect(put.status).toBe(401);
    expect(existsSync(join(library, 'uploads', 'faces-1', 'a.png'))).toBe(false);
  });

  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example:8000',
    '10.0.0.1',
  ])('a request for the host %s is refused, token or not', async (host) => {
    expect((await ask('/', { headers: { host } })).status).toBe(403);
    const { status, headers } = await send(origin, new URL(server.url).search.replace('?', '/?'), {
      headers: { host },
    });
    expect(status).toBe(403);
    expect(headers['set-cookie']).toBeUndefined();
  });

  test.each(['http://evil.example', 'http://127.0.0.1:1', 'https://127.0.0.1', 'null'])(
    'a request from the origin %s is refused',
    async (from) => {
      expect((await ask('/data/bytes', { headers: { origin: from } })).status).toBe(403);
    },
  );

  test('a tunnel with another port is let in under its own name', async () => {
    const headers = { host: 'localhost:9000', origin: 'http://localhost:9000' };
    const exchange = await send(origin, new URL(server.url).search.replace('?', '/?'), { headers });
    const tunnelled = String(exchange.headers['set-cookie']).split(';')[0]!;
    expect(tunnelled).toMatch(/^morphospace-9000=/);
    expect((await send(origin, '/data/bytes', { headers: { ...headers, cookie: tunnelled } })).status).toBe(
      200,
    );
  });
});

describe('the page', () => {
  test('comes with a strict policy and is asked for anew each time', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body.toString()).toContain('<title>Morphospace');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('private, no-cache');
    const again = await ask('/', { headers: { 'if-none-match': String(headers.etag) } });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  test('has assets that stay in the cache', async () => {
    const { headers } = await ask('/assets/index-abc.js');
    expect(headers['content-type']).toContain('text/javascript');
    expect(headers['cache-control']).toContain('immutable');
  });

  test.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/%00/secret.json',
    '/%ff',
    '//etc/passwd',
    'http://evil.example/secret.json',
    '/assets',
    '/missing.js',
  ])('%s gives nothing away', async (path) => {
    const { status, body } = await ask(path);
    expect([400, 404]).toContain(status);
    expect(body.toString()).not.toBe('secret');
  });

  test('takes no other methods', async () => {
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
    expect((await ask('/data/bytes', { method: 'DELETE' })).status).toBe(405);
  });
});

describe('data', () => {
  test('is whole, with type, length, validator and caching', async () => {
    const { status, headers, body } = await ask('/data/bytes?v=3');
    expect(status).toBe(200);
    expect(new Uint8Array(body)).toEqual(BYTES);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      etag: '"v1"',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect((await ask('/data/bytes')).headers['cache-control']).toBe('private, no-cache');
  });

  test.each([
    ['bytes=0-0', 206, 'bytes 0-0/1000', [0]],
    ['bytes=250-252', 206, 'bytes 250-252/1000', [250, 0, 1]],
    ['bytes=998-', 206, 'bytes 998-999/1000', [245, 246]],
    ['bytes=998-5000', 206, 'bytes 998-999/1000', [245, 246]],
    ['bytes=-2', 206, 'bytes 998-999/1000', [245, 246]],
    ['bytes=1000-', 416, 'bytes */1000', []],
    ['bytes=-0', 416, 'bytes */1000', []],
  ])('range "%s" is %i %s', async (range, status, contentRange, bytes) => {
    const answer = await ask('/data/bytes', { headers: { range } });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-range']).toBe(contentRange);
    expect([...answer.body]).toEqual(bytes);
  });

  test.each(['bytes=5-2', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,4-5', 'bytes=-'])(
    'what is no single range ("%s") gets the whole',
    async (range) => {
      expect(await ask('/data/bytes', { headers: { range } })).toMatchObject({
        status: 200,
        body: Buffer.from(BYTES),
      });
    },
  );

  test('a range of something that has changed since is the whole', async () => {
    const ifRange = (etag: string) =>
      ask('/data/bytes', { headers: { range: 'bytes=0-1', 'if-range': etag } });
    expect((await ifRange('"v1"')).status).toBe(206);
    expect((await ifRange('"v0"')).status).toBe(200);
  });

  test('that the browser has is not sent again', async () => {
    const { status, body, headers } = await ask('/data/bytes', {
      headers: { 'if-none-match': '"v0", W/"v1"' },
    });
    expect([status, body.length, headers.etag]).toEqual([304, 0, '"v1"']);
  });

  test('that is not there is 404, and HEAD has no body', async () => {
    expect((await ask('/data/nothing')).status).toBe(404);
    const { status, headers, body } = await ask('/data/bytes', { method: 'HEAD' });
    expect([status, headers['content-length'], body.length]).toEqual([200, '1000', 0]);
  });

  test('that is a download has its name', async () => {
    expect((await ask('/data/file')).headers['content-disposition']).toBe(
      "attachment; filename*=UTF-8''Zo%C3%AB%201.bin",
    );
  });
});

describe('uploads', () => {
  const uploads = join(library, 'uploads', 'faces-1');
  const put = (path: string, body: Uint8Array | string) =>
    ask(path, { method: 'PUT', body, headers: { origin } });

  test('arrive in their folders under their names', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);
    const { status } = await put('/uploads/faces-1/people/Zo%C3%AB%20%231.jpg', bytes);
    expect(status).toBe(201);
    expect(new Uint8Array(readFileSync(join(uploads, 'people', 'Zoë #1.jpg')))).toEqual(bytes);
  });

  test('that break off leave nothing behind', async () => {
    const { hostname, port } = new URL(origin);
    const headers = { cookie, origin, 'content-length': 1000 };
    const sent = httpRequest({
      hostname,
      port,
      path: '/uploads/faces-1/cut/half.jpg',
      method: 'PUT',
      headers,
    });
    sent.on('error', () => undefined);
    sent.write('half');
    const inFolder = () => (existsSync(join(uploads, 'cut')) ? readdirSync(join(uploads, 'cut')) : null);
    await vi.waitFor(() => expect(inFolder()).toHaveLength(1));
    sent.destroy();
    await vi.waitFor(() => expect(inFolder()).toEqual([]));
  });

  test.each([
    '/uploads/faces-1/../../../secret.json',
    '/uploads/faces-1/..%2f..%2f..%2fsecret.json',
    '/uploads/faces-1/%2e%2e/%2e%2e/escaped',
    '/uploads/faces-1/a%00b',
    '/uploads/faces-1/folder//file',
    '/uploads/..%2f..%2f/escaped',
  ])('to %s are refused', async (path) => {
    const { status } = await put(path, 'overwritten');
    expect([400, 404, 405]).toContain(status);
    expect(readFileSync(join(folder, 'secret.json'), 'utf8')).toBe('secret');
    expect(existsSync(join(library, 'escaped'))).toBe(false);
  });

  test('to a place that was not opened are refused, in words', async () => {
    const { status, body } = await put('/uploads/other-1/a.png', 'x');
    expect(status).toBe(404);
    expect(JSON.parse(body.toString())).toMatchObject({
      code: 'no-such-upload',
      advice: 'Drop the images once more.',
    });
  });

  test('larger than the disk are refused before they are sent', async () => {
    const { hostname, port } = new URL(origin);
    const headers = { cookie, origin, 'content-length': String(2 ** 52), expect: '100-continue' };
    const status = await new Promise((resolve) => {
      const sent = httpRequest({ hostname, port, path: '/uploads/faces-1/huge.tif', method: 'PUT', headers });
      sent.on('response', (response) => resolve(response.statusCode));
      sent.on('error', () => undefined);
      sent.flushHeaders();
    });
    expect(status).toBe(507);
  });

  test('from another origin are refused', async () => {
    const headers = { origin: 'http://evil.example' };
    expect((await ask('/uploads/faces-1/a.png', { method: 'PUT', body: 'x', headers })).status).toBe(403);
  });
});

describe('starting', () => {
  test('on a port that is taken says so', async () => {
    const port = Number(new URL(origin).port);
    await expect(startServer({ library, renderer, engine, port })).rejects.toMatchObject({
      code: 'port-in-use',
      advice: expect.stringContaining('--port') as string,
    });
  });

  test('without a built page says so', async () => {
    await expect(startServer({ library, renderer: folder, engine })).rejects.toMatchObject({
      code: 'not-built',
    });
  });
});
