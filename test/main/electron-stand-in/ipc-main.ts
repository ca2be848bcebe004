/** Electron's `ipcMain`. */
import type { WebContents } from './web-contents.ts';

/** As much of Electron's WebFrameMain as tells who is calling. */
export interface Frame {
  url: string;
  parent: Frame | null;
}

export interface InvokeEvent {
  sender: WebContents;
  senderFrame: Frame;
}
type Handler = (event: InvokeEvent, ...parameters: unknown[]) => unknown;

const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
};

/** What `ipcRenderer.invoke` does: arguments and result are cloned, and errors keep only their text. */
export async function invoke(event: InvokeEvent, channel: string, parameters: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
  try {
    return structuredClone(await handler(event, ...structuredClone(parameters)));
  } catch (error) {
    throw new Error(`Error invoking remote method '${channel}': ${String(error)}`);
  }
}
