/** Electron's `BrowserWindow`: a page of Chromium with a size. */
import { EventEmitter } from 'node:events';
import type { Page } from 'playwright';
import { app } from './app.ts';
import { emitCancellable } from './cancellable.ts';
import { openChromium } from './chromium.ts';
import { onCommand, recordCall } from './control.ts';
import { WebContents } from './web-contents.ts';

interface Options {
  x?: number;
  y?: number;
  width: number;
  height: number;
  webPreferences: { preload: string; sandbox: boolean; contextIsolation: boolean; nodeIntegration: boolean };
}

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly #bounds: { x: number; y: number; width: number; height: number };

  constructor({ x = 0, y = 0, width, height, webPreferences }: Options) {
    super();
    const { preload, sandbox, contextIsolation, nodeIntegration } = webPreferences;
    if (!sandbox || !contextIsolation || nodeIntegration)
      throw new Error('The stand-in shows sandboxed and isolated windows only.');
    this.#bounds = { x, y, width, height };
    this.webContents = new WebContents(openPage(width, height), preload);
    this.webContents.on('ready-to-show', () => this.emit('ready-to-show'));
    app.windowOpened(this);
    onCommand('closeWindow', () => void this.close());
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.loadURL(address);
  }

  show(): void {
    recordCall('window.show', this.#bounds);
  }

  focus(): void {
    recordCall('window.focus');
  }

  isMinimized(): boolean {
    return false;
  }

  isMaximized(): boolean {
    return false;
  }

  getNormalBounds() {
    return this.#bounds;
  }

  /** False when a listener keeps it open. */
  close(): boolean {
    if (!emitCancellable(this, 'close')) return false;
    this.webContents.destroy();
    this.emit('closed');
    app.windowClosed(this);
    return true;
  }
}

async function openPage(width: number, height: number): Promise<Page> {
  const context = await openChromium();
  const page = context.pages()[0] ?? (await context.newPage());
  await page.setViewportSize({ width, height });
  return page;
}
