/** The WebSockets of open pages: calls to the engine, and its events, in the same binary messages as between processes. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Engine } from '../engine/service/engine.ts';
import { type EventName, type Events, events, type MethodName, type Params } from '../shared/contract.ts';
import { type Connection, RpcChannel } from '../shared/wire/rpc.ts';
import { EventOutbox } from './event-outbox.ts';

/** A page that does not answer a ping before the next one is gone: a laptop that sleeps, a tunnel that broke. */
const HEARTBEAT_MS = 20_000;
/** Room for an image file in `latent.encodeFile`; whole folders go by upload. */
const LONGEST_MESSAGE = 256 * 2 ** 20;

export class Sockets {
  readonly #engine: Engine;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_MESSAGE,
    perMessageDeflate: false,
  });
  readonly #answered = new WeakSet<WebSocket>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(engine: Engine, heartbeatMs = HEARTBEAT_MS) {
    this.#engine = engine;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
  }

  /** Takes over a request that was found welcome. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (page) => this.#serve(page));
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const page of this.#server.clients) {
      page.close(1001, 'Morphospace is closing.');
      page.terminate();
    }
    this.#server.close();
  }

  #serve(page: WebSocket): void {
    this.#answered.add(page);
    page.on('pong', () => this.#answered.add(page));
    const removers: (() => void)[] = [];
    const channel: RpcChannel = new RpcChannel(
      socketConnection(page, () => outbox.flush()),
      {
        // The engine parses the parameters by the method's schema, and refuses names that it does not know.
        answer: (method, params) => this.#engine.call(method as MethodName, params as Params<MethodName>),
        onClose: () => removers.forEach((remove) => remove()),
      },
    );
    const outbox = new EventOutbox({
      send: (event, payload) => channel.emit(event, payload),
      unreadBytes: () => page.bufferedAmount,
    });
    for (const event of Object.keys(events) as EventName[])
      removers.push(this.#engine.on(event, (payload) => outbox.push(event, payload as Events[typeof event])));
  }

  #beat(): void {
    for (const page of this.#server.clients) {
      if (this.#answered.delete(page)) page.ping();
      else page.terminate();
    }
  }
}

function socketConnection(socket: WebSocket, onSent: () => void): Connection {
  socket.binaryType = 'nodebuffer';
  return {
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(message, onSent);
    },
    onMessage(listener) {
      socket.on('message', (message: Buffer) => listener(message));
    },
    onClose(listener) {
      // An error is followed by 'close', which is all that need be known.
      socket.on('error', () => undefined);
      socket.on('close', listener);
    },
    close: () => socket.close(),
  };
}
