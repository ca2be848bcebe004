/** How the engine and its workers are started, agreed between the starting and the started process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Duplex } from 'node:stream';
import { findNodeBinary } from './node-binary.ts';

/** The pipe that carries the messages. */
export const CHANNEL_FD = 3;
/** Environment variable with the library's folder. */
export const LIBRARY_VARIABLE = 'MORPHOSPACE_LIBRARY';

export interface StartedProcess {
  child: ChildProcess;
  channel: Duplex;
}

/** Starts a program of ours on the pinned Node with a message pipe. Its stderr is piped, for the last words of a crash. */
export function startNode(entry: string, library: string): StartedProcess {
  const { NODE_OPTIONS: _foreign, ELECTRON_RUN_AS_NODE: _electron, ...environment } = process.env;
  const child = spawn(
    findNodeBinary(),
    ['--enable-source-maps', '--disable-warning=ExperimentalWarning', entry],
    {
      env: { ...environment, [LIBRARY_VARIABLE]: library },
      // On Windows only an overlapped pipe can be read and written at the same time.
      stdio: ['ignore', 'ignore', 'pipe', 'overlapped'],
      windowsHide: true,
    },
  );
  return { child, channel: child.stdio[CHANNEL_FD] as Duplex };
}

/** The file of one of our programs: the source when this runs from sources, else what the build put beside this file. */
export function entryOf(program: 'engine' | 'worker'): string {
  const sources = { engine: '../process.ts', worker: './worker.ts' };
  const fromSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(fromSource ? sources[program] : `./${program}.js`, import.meta.url));
}
