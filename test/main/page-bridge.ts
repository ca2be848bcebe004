/** The bridge of a desktop window, used from outside its page: each call goes through preload, IPC and main as the page's do. */
import type { Page } from 'playwright';
import type { DesktopBridge } from '../../src/shared/desktop-bridge.ts';

declare global {
  var morphospace: DesktopBridge;
  /** Events that the page has heard and this side has not fetched yet. */
  var heardEvents: [event: string, payload: unknown][];
}

const FETCH_INTERVAL_MS = 25;

/** Events are fetched, not pushed: functions exposed to the page would clash with those of the stand-in's own Playwright. */
export async function bridgeOf(page: Page): Promise<DesktopBridge & { stop: () => void }> {
  await page.evaluate(() => void (globalThis.heardEvents = []));
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const subscriptions: Promise<void>[] = [];

  const fetchEvents = async () => {
    for (const [event, payload] of await page.evaluate(() => globalThis.heardEvents.splice(0)))
      for (const listener of listeners.get(event) ?? []) listener(payload);
  };
  // A window that closes has no more events; its calls fail and tell.
  const timer = setInterval(() => void fetchEvents().catch(() => undefined), FETCH_INTERVAL_MS);

  const bridge = {
    platform: process.platform,
    async call(method: string, params: unknown) {
      await Promise.all(subscriptions);
      const parameters = [method, params] as const;
      return page.evaluate(
        ([name, value]) => globalThis.morphospace.call(name as never, value as never),
        parameters,
      );
    },
    on(event: string, listener: (payload: unknown) => void) {
      if (!listeners.has(event)) subscriptions.push(subscribe(page, event));
      const heard = listeners.get(event) ?? new Set();
      listeners.set(event, heard.add(listener));
      return () => heard.delete(listener);
    },
    choose: (choice: string) => page.evaluate((name) => globalThis.morphospace.choose(name as never), choice),
    pathOf: () => '',
    reveal: (path: string) => page.evaluate((name) => globalThis.morphospace.reveal(name), path),
    stop: () => clearInterval(timer),
  };
  return bridge as unknown as DesktopBridge & { stop: () => void };
}

async function subscribe(page: Page, event: string): Promise<void> {
  await page.evaluate((name) => {
    globalThis.morphospace.on(name as 'job', (payload) => void globalThis.heardEvents.push([name, payload]));
  }, event);
}
