/** The life of the engine process: it opens the library, answers its host over the pipe, and ends when the host does. */
import { Socket } from 'node:net';
import { type EventName, events, type MethodName, type Params } from '../../shared/contract.ts';
import { RpcChannel } from '../../shared/wire/rpc.ts';
import { CHANNEL_FD, LIBRARY_VARIABLE } from '../jobs/node-process.ts';
import { streamConnection } from '../jobs/stream-connection.ts';
import type { Engine, ResourceRequest } from '../service/engine.ts';

/** What the host asks of the engine process; the first thing is always to start. */
export interface HostRequests {
  start: Record<string, never>;
  call: { method: MethodName; params: unknown };
  resource: ResourceRequest;
}

export function serveEngine(open: (options: { library: string }) => Promise<Engine>): void {
  const library = process.env[LIBRARY_VARIABLE];
  if (library === undefined) throw new Error('The engine is started by a host, not by hand.');
  // A terminal sends Ctrl-C and its own closing to every process; the host alone decides what they mean.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);

  let engine: Promise<Engine> | undefined;
  const end = async () => {
    try {
      await (await engine)?.close();
    } finally {
      process.exit();
    }
  };
  process.once('SIGTERM', () => void end());

  const channel = new RpcChannel(streamConnection(new Socket({ fd: CHANNEL_FD })), {
    async answer(kind, request) {
      engine ??= open({ library }).then((opened) => {
        for (const event of Object.keys(events) as EventName[])
          opened.on(event, (payload) => channel.emit(event, payload));
        return opened;
      });
      const opened = await engine;
      switch (kind as keyof HostRequests) {
        case 'start':
          return null;
        case 'call': {
          // The engine parses the parameters by the method's schema.
          const { method, params } = request as HostRequests['call'];
          return opened.call(method, params as Params<typeof method>);
        }
        case 'resource':
          return opened.resource(request as ResourceRequest);
      }
    },
    onClose: () => void end(),
  });
}
