/**
 * The browser host: the renderer and the engine behind HTTP and a WebSocket on this machine's loopback address, for machines
 * without the desktop shell and for GPU machines reached through an SSH tunnel.
 */
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { applicationFolder } from '../engine/host/application-folder.ts';
import { EngineProcess } from '../engine/host/engine-process.ts';
import { notFound } from '../engine/host/renderer-files.ts';
import { answerResource } from '../engine/host/resource-http.ts';
import { isUpload, receiveUpload } from '../engine/host/uploads.ts';
import type { Engine } from '../engine/service/engine.ts';
import { MorphospaceError } from '../shared/errors.ts';
import { DATA_PREFIX } from '../shared/resources.ts';
import { Access } from './access.ts';
import { openBrowser } from './open-browser.ts';
import { methodNotAllowed, sendError, sendRefusal, setCommonHeaders } from './responses.ts';
import { Sockets } from './sockets.ts';
import { sendRendererFile } from './static-files.ts';

const LOOPBACK = '127.0.0.1';
const SOCKET_PATH = '/socket';

export interface ServerOptions {
  /** The library's folder. */
  library: string;
  /** 0 or left out for any free port. */
  port?: number;
  /** Whether to open the person's browser. */
  open?: boolean;
  /** The built renderer; the application's own by default. */
  renderer?: string;
  /** The engine, which the server then closes; started by default. */
  engine?: Engine;
}

export interface RunningServer {
  /** The address with its token, to be opened in a browser. */
  url: string;
  /** The engine that it serves. */
  engine: Engine;
  close(): Promise<void>;
}

/**
 * Starts the browser host.
 *
 * @throws MorphospaceError `not-built`, `port-in-use`, or why the engine did not start (`library-locked`, …).
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const renderer = options.renderer ?? join(applicationFolder(), 'out', 'renderer');
  if (!existsSync(join(renderer, 'index.html'))) {
    throw new MorphospaceError(
      'not-built',
      `There is no page to serve in ${renderer}.`,
      'Run "npm start" once, which builds it.',
    );
  }
  const access = new Access();
  const server = createServer();
  const { port } = await listen(server, options.port ?? 0);
  let engine: Engine;
  try {
    engine = options.engine ?? (await EngineProcess.start({ library: options.library }));
  } catch (error) {
    server.close();
    throw error;
  }
  const sockets = new Sockets(engine);

  const answer = answerRequests({ access, renderer, engine, library: options.library });
  server.on('request', (request, response) => void answer(request, response));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const welcome = request.url === SOCKET_PATH && access.refusal(request, { needsOrigin: true }) === null;
    if (welcome) sockets.accept(request, socket, head);
    else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });

  const url = `http://${LOOPBACK}:${port}/?token=${access.token}`;
  if (options.open === true) openBrowser(url);
  return {
    url,
    engine,
    async close() {
      sockets.close();
      server.close();
      server.closeAllConnections();
      await engine.close();
    },
  };
}

interface Served {
  access: Access;
  renderer: string;
  engine: Engine;
  library: string;
}

function answerRequests({ access, renderer, engine, library }: Served) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      setCommonHeaders(response);
      const { pathname, search, searchParams } = addressOf(request);
      const cookie = access.cookieFor(request, searchParams.get('token'));
      if (cookie !== null) {
        response.writeHead(303, { 'set-cookie': cookie, location: '/', 'cache-control': 'no-store' }).end();
        return;
      }
      const refusal = access.refusal(request);
      if (refusal !== null) sendRefusal(response, refusal);
      else if (isUpload(pathname)) {
        if (request.method !== 'PUT') throw methodNotAllowed();
        const bytes = Number(request.headers['content-length'] ?? 0);
        await receiveUpload(library, { pathname, content: request, bytes });
        response.writeHead(201, { 'content-length': 0 }).end();
      } else if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed();
      else if (pathname.startsWith(DATA_PREFIX)) {
        const { status, headers, body } = await answerResource(engine, pathname + search, request.headers);
        response.writeHead(status, headers);
        response.end(request.method === 'HEAD' ? undefined : body);
      } else await sendRendererFile(renderer, pathname, request, response);
    } catch (error) {
      // What the client still sends is read and dropped, so that it gets to see the answer.
      request.resume();
      sendError(response, error);
    }
  };
}

/** @throws MorphospaceError `not-found` for the address of another machine. */
function addressOf({ url = '/' }: IncomingMessage): URL {
  const address = URL.parse(url, `http://${LOOPBACK}`);
  if (address === null || address.hostname !== LOOPBACK) throw notFound();
  return address;
}

function listen(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new MorphospaceError(
          'port-in-use',
          `Port ${port} could not be opened (${cause.code ?? cause.message}).`,
          'Choose another with --port, or leave --port out for any free one.',
          { cause },
        ),
      ),
    );
    server.listen(port, LOOPBACK, () => resolve(server.address() as AddressInfo));
  });
}
