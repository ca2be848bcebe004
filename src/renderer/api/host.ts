/** Finds out where this page runs, and gives it the host that applies. */
import type { DesktopBridge } from '../../shared/desktop-bridge.ts';
import type { BrowserHost, DesktopHost, Host } from '../host.ts';
import { electronTransport } from './electron-transport.ts';
import { webSocketTransport } from './websocket-transport.ts';

declare global {
  interface Window {
    /** There in the desktop shell only. */
    morphospace?: DesktopBridge;
  }
}

export function connectHost(): Promise<Host> {
  return Promise.resolve(
    window.morphospace === undefined ? browserHost(window.location) : desktopHost(window.morphospace),
  );
}

/** Both hosts serve the page and the bulk bytes from one origin, so the path is the address. */
const resourceUrl = (path: string) => path;

function desktopHost(bridge: DesktopBridge): DesktopHost {
  return {
    kind: 'desktop',
    transport: electronTransport(bridge),
    resourceUrl,
    chooseImports: (what) => bridge.choose(what),
    chooseLabels: async () => (await bridge.choose('labels'))[0] ?? null,
    chooseModelFile: async () => (await bridge.choose('model-file'))[0] ?? null,
    chooseOutputFolder: async () => (await bridge.choose('output-folder'))[0] ?? null,
    pathOf: (file) => bridge.pathOf(file),
    reveal: (path) => bridge.reveal(path),
  };
}

function browserHost({ protocol, host }: Location): BrowserHost {
  const address = `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/socket`;
  return { kind: 'browser', transport: webSocketTransport(address), resourceUrl };
}
