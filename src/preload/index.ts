/** Runs in a sandboxed window before its page, and gives the page the few functions of `DesktopBridge`; nothing of Electron. */
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import type { EventName, Events, Methods } from '../shared/contract.ts';
import {
  type DesktopBridge,
  ENGINE_EVENT,
  type Outcome,
  type WindowRequests,
} from '../shared/desktop-bridge.ts';

function request<C extends keyof WindowRequests>(
  channel: C,
  ...parameters: WindowRequests[C]['parameters']
): Promise<WindowRequests[C]['result']> {
  return ipcRenderer.invoke(channel, ...parameters);
}

const bridge: DesktopBridge = {
  platform: process.platform,
  // The contract says what each method answers; main passes it through as it came from the engine.
  call: <M extends keyof Methods>(method: M, params: Methods[M]['params']) =>
    request('engine:call', method, params) as Promise<Outcome<Methods[M]['result']>>,
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void) {
    const receive = (_: IpcRendererEvent, name: EventName, payload: Events[E]) => {
      if (name === event) listener(payload);
    };
    ipcRenderer.on(ENGINE_EVENT, receive);
    return () => ipcRenderer.off(ENGINE_EVENT, receive);
  },
  choose: (choice) => request('dialog:choose', choice),
  pathOf: (file) => webUtils.getPathForFile(file),
  reveal: async (path) => void (await request('shell:reveal', path)),
};

contextBridge.exposeInMainWorld('morphospace', bridge);
