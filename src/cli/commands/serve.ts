import { UsageError } from '../arguments.ts';
import type { Command } from '../command.ts';
import { startServer } from '../../server/server.ts';

export const serveCommand: Command = {
  usage: '[--port N] [--open]',
  summary:
    'Open the application in a browser on this machine (the port is reachable from this machine only).',
  options: {
    port: { value: 'N', summary: 'the port (any free one)' },
    open: { summary: 'open the browser too' },
  },
  maximumArguments: 0,
  async run({ arguments: args, output, library, signal }) {
    const port = args.number('port') ?? 0;
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new UsageError('--port takes a number up to 65535');
    const server = await startServer({ library, port, open: args.switch('open') });
    output.result({ url: server.url }, [server.url]);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await server.close();
  },
};
