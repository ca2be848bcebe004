/** Electron's `webContents`: what a window shows. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { app } from './app.ts';
import { emitCancellable } from './cancellable.ts';
import { type Frame, invoke } from './ipc-main.ts';
import { INVOKE, preloadFront, RECEIVE } from './preload-front.ts';
import { fromPageAddress, interceptRequests, toPageAddress } from './protocol.ts';

type WindowOpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

const all = new Set<WebContents>();

export const webContents = { getAllWebContents: (): WebContents[] => [...all] };

export class WebContents extends EventEmitter {
  readonly #page: Promise<Page>;
  readonly mainFrame: Frame = { url: '', parent: null };
  #windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' });
  #destroyed = false;

  constructor(page: Promise<Page>, preload: string) {
    super();
    all.add(this);
    this.#page = page.then((opened) => this.#prepare(opened, readFileSync(preload, 'utf8')));
    // As in Electron, listeners are told before the constructor's caller goes on.
    app.emit('web-contents-created', {}, this);
  }

  async loadURL(address: string): Promise<void> {
    const page = await this.#page;
    await page.goto(toPageAddress(address));
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  send(channel: string, ...parameters: unknown[]): void {
    const cloned = structuredClone(parameters);
    void this.#page
      .then((page) =>
        page.evaluate(
          ([receive, name, values]) => {
            const receivers = globalThis as unknown as Record<
              string,
              (channel: string, values: unknown) => void
            >;
            receivers[receive]!(name, values);
          },
          [RECEIVE, channel, cloned] as const,
        ),
      )
      .catch(() => undefined); // The page is closing or loading anew: Electron drops the message too.
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroy(): void {
    this.#destroyed = true;
    all.delete(this);
    void this.#page.then((page) => page.close());
  }

  async #prepare(page: Page, preload: string): Promise<Page> {
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.mainFrame.url = fromPageAddress(frame.url());
    });
    page.on('popup', (popup) => {
      if (this.#windowOpenHandler({ url: popup.url() }).action === 'deny') void popup.close();
    });
    page.on('domcontentloaded', () => this.emit('ready-to-show'));
    await interceptRequests(page, (url) => emitCancellable(this, 'will-navigate', { url }));
    await page.exposeBinding(INVOKE, ({ frame }, channel: string, parameters: unknown[]) => {
      const senderFrame =
        frame === page.mainFrame()
          ? this.mainFrame
          : { url: fromPageAddress(frame.url()), parent: this.mainFrame };
      return invoke({ sender: this, senderFrame }, channel, parameters);
    });
    await page.addInitScript({ content: preloadFront(preload, process.platform) });
    return page;
  }
}
