/** Electron's `app`: the life of the application. */
import { EventEmitter } from 'node:events';
import { closeChromium, dataFolder } from './chromium.ts';
import { emitCancellable } from './cancellable.ts';
import { onCommand } from './control.ts';

class App extends EventEmitter {
  isReady = false;
  #quitting = false;
  readonly #windows = new Set<{ close(): boolean }>();

  constructor() {
    super();
    onCommand('startAgain', () => void this.emit('second-instance'));
  }

  whenReady(): Promise<void> {
    // In a later turn, as the real one: what must come before it has had its chance.
    return new Promise((resolve) =>
      setImmediate(() => {
        this.isReady = true;
        resolve();
      }),
    );
  }

  enableSandbox(): void {
    if (this.isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  requestSingleInstanceLock(): boolean {
    return true;
  }

  getPath(name: string): string {
    if (name !== 'userData') throw new Error(`The stand-in has no path named ${name}.`);
    return dataFolder;
  }

  windowOpened(window: { close(): boolean }): void {
    this.#windows.add(window);
  }

  windowClosed(window: { close(): boolean }): void {
    this.#windows.delete(window);
    if (this.#windows.size === 0 && !this.#quitting) this.emit('window-all-closed');
  }

  quit(): void {
    this.#quitting = true;
    const go =
      emitCancellable(this, 'before-quit') &&
      [...this.#windows].every((window) => window.close()) &&
      emitCancellable(this, 'will-quit');
    this.#quitting = go;
    if (go) this.exit(0);
  }

  exit(code: number): void {
    void closeChromium().finally(() => process.exit(code));
  }
}

export const app = new App();
