/** The life of a worker process: it answers calls by running tasks, and ends when the engine ends. */
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { EventName, Events } from '../../shared/contract.ts';
import { cancelledError, MorphospaceError } from '../../shared/errors.ts';
import { RpcChannel } from '../../shared/wire/rpc.ts';
import { asStorageError, codeOf } from '../library/atomic.ts';
import { openLibrary, type Library } from '../library/library.ts';
import { streamConnection } from './stream-connection.ts';
import type { Task, TaskRegistry } from './task.ts';
import { CHANNEL_FD, LIBRARY_VARIABLE } from './node-process.ts';

export function serveTasks(registry: TaskRegistry): void {
  const folder = process.env[LIBRARY_VARIABLE];
  if (folder === undefined) throw new Error('A worker is started by the engine, not by hand.');
  // A terminal sends Ctrl-C and its own closing to every process; the engine decides what they mean for a job.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  let opened: Library | undefined;

  const connection = streamConnection(new Socket({ fd: CHANNEL_FD }));
  new RpcChannel(connection, {
    async answer(name, input, context) {
      const load = registry[name];
      if (load === undefined) throw new Error(`There is no task named ${name}.`);
      const task = (await load()) as Task<unknown, unknown>;
      opened ??= openLibrary(folder, { exclusive: false });
      try {
        return await task(input, {
          library: opened,
          progress: context.progress,
          emit: <E extends EventName>(event: E, payload: Events[E]) => context.emit(event, payload),
          signal: context.signal,
        });
      } catch (error) {
        if (context.signal.aborted && isAbort(error)) throw cancelledError();
        throw codeOf(error) === 'SQLITE_FULL' ? asStorageError(error, join(folder, 'library.sqlite')) : error;
      }
    },
    // The engine is gone, so nobody wants the result. What is on disk was written whole.
    onClose: () => process.exit(0),
  });
}

/** `signal.throwIfAborted()` and Node's own functions say "stopped" in their own ways. */
function isAbort(error: unknown): boolean {
  return !(error instanceof MorphospaceError) && error instanceof Error && error.name === 'AbortError';
}
