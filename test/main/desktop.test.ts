/** The built desktop application, run on the stand-in for Electron. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DesktopBridge, Outcome } from '../../src/shared/desktop-bridge.ts';
import { isRunning } from '../engine/jobs/fixtures/start.ts';
import { type Desktop, launchDesktop } from './electron-stand-in/launch.ts';
import { INVOKE } from './electron-stand-in/preload-front.ts';

declare global {
  var morphospace: DesktopBridge;
  /** What a test collects in the page. */
  var heard: unknown[];
}

const folder = mkdtempSync(join(tmpdir(), 'morphospace-main-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const engineOf = (page: Page) =>
  page.evaluate(async () => {
    const outcome = await globalThis.morphospace.call('app.status', {});
    if (!outcome.ok) throw new Error(outcome.error.message);
    return outcome.value;
  });

describe('the desktop application', () => {
  let desktop: Desktop;
  let page: Page;
  const library = join(folder, 'library');

  beforeAll(async () => {
    desktop = await launchDesktop({ library });
    page = desktop.page;
  });
  afterAll(() => desktop.close());

  test('shows the page from its own protocol, under a strict policy', async () => {
    expect(await page.title()).toBe('Morphospace');
    const policy = await page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'));
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    await page.waitForSelector('#app > *');
  });

  test('loads nothing from anywhere else', async () => {
    const calls = await desktop.control.calls();
    expect(calls.filter(({ name }) => name === 'request to elsewhere')).toEqual([]);
  });

  test('gives the page the bridge, and nothing of Node or Electron', async () => {
    const seen = await page.evaluate(() => [
      Object.keys(globalThis.morphospace).sort(),
      ['require', 'process', 'electron', 'Buffer', 'ipcRenderer'].filter((name) => name in globalThis),
    ]);
    expect(seen).toEqual([['call', 'choose', 'on', 'pathOf', 'platform', 'reveal'], []]);
  });

  test('answers calls from an engine in a process of its own', async () => {
    const status = await engineOf(page);
    expect(status.library).toBe(library);
    expect(isRunning(status.engineProcess)).toBe(true);
    expect(status.engineProcess).not.toBe(desktop.processId);
  });

  test('brings errors to the page with code and advice', async () => {
    const call = (method: string, params: unknown) =>
      page.evaluate(
        ([name, value]) =>
          globalThis.morphospace.call(name as 'datasets.get', value as never) as Promise<Outcome<unknown>>,
        [method, params] as const,
      );
    expect(await call('datasets.get', { datasetId: 'none' })).toMatchObject({
      ok: false,
      error: { code: 'no-such-dataset', advice: expect.any(String) as string },
    });
    expect(await call('datasets.get', { datasetId: 1 })).toMatchObject({
      ok: false,
      error: { code: 'bad-request' },
    });
    expect(await call('constructor', {})).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });

  test.each([
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets',
    '/data/nothing',
    '/data/../../x',
  ])('the protocol gives nothing for %s', async (path) => {
    const status = await page.evaluate(async (address) => (await fetch(address)).status, path);
    expect([400, 404]).toContain(status);
  });

  test('takes files that have no path, into a place that the engine opened', async () => {
    const [url, folder] = await page.evaluate(async () => {
      const outcome = await globalThis.morphospace.call('uploads.begin', { name: 'Dragged' });
      return outcome.ok ? [outcome.value.url, outcome.value.folder] : ['', ''];
    });
    const put = (address: string) =>
      page.evaluate(async (to) => {
        const response = await fetch(to, { method: 'PUT', body: new Blob(['picture']) });
        return [response.status, await response.text()] as const;
      }, address);
    expect(await put(`${url}web/wing.png`)).toEqual([201, '']);
    expect(readFileSync(join(folder!, 'web', 'wing.png'), 'utf8')).toBe('picture');
    const [status, body] = await put(`${url}..%2f..%2fescaped.png`);
    expect([status, JSON.parse(body)]).toMatchObject([400, { code: 'bad-path' }]);
  });

  test('refuses the IPC to a frame inside the page', async () => {
    const answer = page.evaluate(`
      const frame = document.body.appendChild(document.createElement('iframe'));
      frame.contentWindow.${INVOKE}('engine:call', ['app.status', {}]);
    `);
    await expect(answer).rejects.toThrow('engine:call is for our own page.');
  });

  test('stays where it is, opens no windows and grants no permissions', async () => {
    const before = page.url();
    await page.evaluate(`location.href = 'https://example.org/'`);
    await page.evaluate(`void window.open('https://example.org/')`);
    await vi.waitFor(() => expect(page.context().pages()).toHaveLength(1));
    expect(page.url()).toBe(before);
    for (const permission of ['media', 'geolocation', 'notifications', 'openExternal'])
      expect(await desktop.control.askPermission(permission)).toBe(false);
  });

  test('opens native dialogs for folders, files, labels and where to save', async () => {
    const choose = (choice: string) =>
      page.evaluate((name) => globalThis.morphospace.choose(name as 'folders'), choice);
    await desktop.control.answerDialogs([['/pictures/faces', '/pictures/more'], []]);
    expect(await choose('folders')).toEqual(['/pictures/faces', '/pictures/more']);
    expect(await choose('labels')).toEqual([]);
    await expect(choose('password')).rejects.toThrow('There is no such dialog.');
    const calls = await desktop.control.calls();
    expect(
      calls.filter(({ name }) => name === 'showOpenDialog').map(({ parameters: [options] }) => options),
    ).toEqual([
      expect.objectContaining({ properties: ['openDirectory', 'multiSelections'] }),
      expect.objectContaining({ filters: [{ name: expect.any(String) as string, extensions: ['csv'] }] }),
    ]);
  });

  test('shows files in the file manager', async () => {
    await page.evaluate(() => globalThis.morphospace.reveal('/exports/encoder.onnx'));
    expect(await desktop.control.calls()).toContainEqual({
      name: 'showItemInFolder',
      parameters: ['/exports/encoder.onnx'],
    });
    const odd = page.evaluate(() => globalThis.morphospace.reveal(7 as never));
    await expect(odd).rejects.toThrow('A path is needed.');
  });

  test('shows the window once more when it is started a second time', async () => {
    await desktop.control.startAgain();
    expect(await desktop.control.calls()).toContainEqual({ name: 'window.focus', parameters: [] });
  });

  test('tells the page when the engine is killed, starts it again and goes on', async () => {
    const { engineProcess } = await engineOf(page);
    await page.evaluate(() => {
      globalThis.heard = [];
      globalThis.morphospace.on('engine', ({ state }) => globalThis.heard.push(state));
    });
    process.kill(engineProcess, 'SIGKILL');
    await expect
      .poll(() => page.evaluate(() => globalThis.heard), { timeout: 10_000 })
      .toEqual(['restarting', 'ready']);
    const again = await engineOf(page);
    expect(again.engineProcess).not.toBe(engineProcess);
    expect(again.library).toBe(library);
  });
});

describe('quitting', () => {
  test('closes the engine, and the next window opens where this one was', async () => {
    const data = mkdtempSync(join(folder, 'data-'));
    const bounds = { x: 40, y: 30, width: 1100, height: 720 };
    writeFileSync(join(data, 'window.json'), JSON.stringify({ bounds, maximized: false }));
    const desktop = await launchDesktop({ library: join(folder, 'quitting'), data });
    try {
      const { engineProcess } = await engineOf(desktop.page);
      expect(await desktop.control.calls()).toContainEqual({ name: 'window.show', parameters: [bounds] });
      await desktop.control.closeWindow();
      expect(await desktop.ended).toBe(0);
      expect(isRunning(engineProcess)).toBe(false);
      expect(JSON.parse(readFileSync(join(data, 'window.json'), 'utf8'))).toEqual({
        bounds,
        maximized: false,
      });
    } finally {
      await desktop.close();
    }
  });

  test('forgets a place that is on no screen, and a damaged note of it', async () => {
    for (const note of [
      '{"bounds":{"x":9000,"y":9000,"width":1100,"height":720},"maximized":false}',
      '{"x":',
    ]) {
      const data = mkdtempSync(join(folder, 'data-'));
      writeFileSync(join(data, 'window.json'), note);
      const desktop = await launchDesktop({ library: join(folder, 'bounds'), data });
      try {
        await expect
          .poll(() => desktop.control.calls())
          .toContainEqual({ name: 'window.show', parameters: [{ x: 0, y: 0, width: 1360, height: 900 }] });
      } finally {
        await desktop.close();
      }
    }
  });

  test('asks first while something runs', async () => {
    const desktop = await launchDesktop({ library: join(folder, 'busy') });
    try {
      await desktop.page.evaluate(() => globalThis.morphospace.call('datasets.addSample', {}));
      await desktop.control.answerDialogs([0, 1]);
      await desktop.control.closeWindow();
      const asked = async () =>
        (await desktop.control.calls()).filter(({ name }) => name === 'showMessageBox');
      await expect.poll(asked).toHaveLength(1);
      expect(await engineOf(desktop.page)).toBeTruthy();
      await desktop.control.closeWindow();
      expect(await desktop.ended).toBe(0);
    } finally {
      await desktop.close();
    }
  });
});
