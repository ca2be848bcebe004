/** The renderer's own WebSocket transport, run here with the cookie and origin that a page's browser would send. */
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import { webSocketTransport } from '../../src/renderer/api/websocket-transport.ts';
import { exchangeToken } from './browser.ts';

/** Connects to a running browser host as a page of it would. */
export async function connectPage(url: string) {
  const { host, origin } = new URL(url);
  const cookie = await exchangeToken(url);
  const sockets: WebSocket[] = [];
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(address: string) {
        super(address, { headers: { cookie }, origin });
        // In a browser an error that nobody listens to is nothing; 'close' follows.
        this.on('error', () => undefined);
        sockets.push(this);
      }
    },
  );
  return { transport: webSocketTransport(`ws://${host}/socket`), sockets };
}
