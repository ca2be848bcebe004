/**
 * The engine over the browser host's WebSocket. A lost connection looks like a restarting engine to whoever listens: calls
 * made meanwhile wait for the next connection, and `engine: ready` says when to load everything anew.
 */
import type { EventName, Events, Transport } from '../../shared/contract.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import { EventListeners } from '../../shared/wire/event-listeners.ts';
import { type Connection, RpcChannel } from '../../shared/wire/rpc.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5000;
/** After this many attempts (about a minute) a person is told that it is over, though attempts go on. */
const PATIENCE = 15;

export function webSocketTransport(address: string): Transport {
  const listeners = new EventListeners();
  let channel: Promise<RpcChannel>;
  let attempts = 0;
  let closed = false;

  function connect(): Promise<RpcChannel> {
    return new Promise((resolve) => {
      const open = () => {
        const socket = new WebSocket(address);
        socket.binaryType = 'arraybuffer';
        let opened = false;
        socket.onclose = () => {
          if (!closed && !opened) setTimeout(open, nextDelay());
        };
        socket.onopen = () => {
          opened = true;
          resolve(
            new RpcChannel(socketConnection(socket), { onEvent: receive, onClose: reconnect, closedError }),
          );
          if (attempts > 0) listeners.notify('engine', { state: 'ready', message: '' });
          attempts = 0;
        };
      };
      open();
    });
  }

  function nextDelay(): number {
    attempts += 1;
    if (attempts === PATIENCE) listeners.notify('engine', { state: 'failed', message: LOST });
    return Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS);
  }

  function reconnect(): void {
    if (closed) return;
    attempts = 1;
    listeners.notify('engine', {
      state: 'restarting',
      message: 'The connection was lost. Connecting again…',
    });
    channel = connect();
  }

  function receive(event: string, payload: unknown): void {
    listeners.notify(event as EventName, payload as Events[EventName]);
  }

  channel = connect();
  return {
    async call(method, params) {
      return (await (await channel).call(method, params)) as never;
    },
    on: (event, listener) => listeners.add(event, listener),
    close() {
      closed = true;
      listeners.clear();
      void channel.then((open) => open.close());
    },
  };
}

const LOST = 'Morphospace does not answer any more. Start it again, then reload this page.';

function closedError(): Error {
  return new MorphospaceError(
    'disconnected',
    'The connection to Morphospace was lost before the answer came.',
    'Try again once the connection is back.',
  );
}

function socketConnection(socket: WebSocket): Connection {
  return {
    send: (message) => socket.send(message),
    onMessage(listener) {
      socket.onmessage = ({ data }) => listener(new Uint8Array(data as ArrayBuffer));
    },
    onClose(listener) {
      socket.onclose = listener;
    },
    close: () => socket.close(),
  };
}
