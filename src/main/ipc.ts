/** The requests of our windows (shared/desktop-bridge.ts), answered for nobody else. */
import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent, shell, webContents } from 'electron';
import type { Engine } from '../engine/service/engine.ts';
import { type EventName, events, type MethodName, type Params } from '../shared/contract.ts';
import { choices, ENGINE_EVENT, type WindowRequests } from '../shared/desktop-bridge.ts';
import { toErrorRecord } from '../shared/errors.ts';
import { chooseInDialog } from './dialogs.ts';
import { isOurs } from './origin.ts';

/** Answers the requests of a window's page. */
export function answerWindow(engine: Engine, window: () => BrowserWindow | null): void {
  handle('engine:call', async (method, params) => {
    try {
      // The engine parses the parameters by the method's schema, and refuses names that it does not know.
      return { ok: true, value: await engine.call(method as MethodName, params as Params<MethodName>) };
    } catch (error) {
      return { ok: false, error: toErrorRecord(error) };
    }
  });
  handle('dialog:choose', async (choice) => {
    const known = choices.find((name) => name === choice);
    if (known === undefined) throw new TypeError('There is no such dialog.');
    return chooseInDialog(known, window());
  });
  handle('shell:reveal', async (path) => {
    if (typeof path !== 'string') throw new TypeError('A path is needed.');
    shell.showItemInFolder(path);
    return undefined;
  });
}

/** Sends the engine's events to every window that shows our page. */
export function forwardEvents(engine: Engine): void {
  for (const event of Object.keys(events) as EventName[]) {
    engine.on(event, (payload) => {
      for (const contents of webContents.getAllWebContents())
        if (isOurs(contents.getURL())) contents.send(ENGINE_EVENT, event, payload);
    });
  }
}

/** What a page sends is not what its types say until it has been looked at. */
type Received<P extends unknown[]> = { [I in keyof P]: unknown };

function handle<C extends keyof WindowRequests>(
  channel: C,
  answer: (...parameters: Received<WindowRequests[C]['parameters']>) => Promise<WindowRequests[C]['result']>,
): void {
  ipcMain.handle(channel, (event, ...parameters: unknown[]) => {
    if (!isOurPage(event)) throw new Error(`${channel} is for our own page.`);
    return answer(...(parameters as Received<WindowRequests[C]['parameters']>));
  });
}

/** Frames inside a page, and pages of any other origin, are refused. */
function isOurPage({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOurs(senderFrame.url);
}
