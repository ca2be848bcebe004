/** A program of ours as a child process: on the pinned Node, with a pipe for messages, and with last words when it dies. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { RpcChannel } from '../../shared/wire/rpc.ts';
import { findNodeBinary } from './node-binary.ts';
import { streamConnection } from './stream-connection.ts';

/** The pipe that carries the messages. */
export const CHANNEL_FD = 3;
/** Environment variable with the library's folder. */
export const LIBRARY_VARIABLE = 'MORPHOSPACE_LIBRARY';

const LAST_LINES = 20;

export interface Exit {
  /** "was killed (SIGKILL)", "crashed (SIGSEGV)", "ended (exit code 7)". */
  how: string;
  /** The last lines that it wrote to stderr. */
  lastWords: string;
}

export interface NodeProcessOptions {
  entry: string;
  /** The library's folder. */
  library: string;
  onEvent?: (event: string, payload: unknown) => void;
  /** What calls reject with that are pending when the process ends, or made after. */
  deathError: (exit: Exit) => Error;
}

export class NodeProcess {
  readonly channel: RpcChannel;
  /** Resolves when the process has ended, however it ended. */
  readonly ended: Promise<Exit>;
  readonly #child: ChildProcess;
  #exit: Exit | undefined;

  /** @throws MorphospaceError `no-node`. */
  constructor({ entry, library, onEvent, deathError }: NodeProcessOptions) {
    this.#child = startNode(entry, library);
    this.ended = exitOf(this.#child);
    void this.ended.then((exit) => {
      this.#exit = exit;
    });
    const connection = streamConnection(this.#child.stdio[CHANNEL_FD] as Duplex);
    this.channel = new RpcChannel(
      // The pipe breaks a moment before it is known how the process ended, and the pending calls are told how.
      { ...connection, onClose: (listener) => connection.onClose(() => void this.ended.then(listener)) },
      { onEvent, closedError: () => deathError(this.#exit ?? { how: 'was closed', lastWords: '' }) },
    );
  }

  get id(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#exit === undefined;
  }

  /** Lets the process end by itself, giving up what it does; one that has not ended after `grace` milliseconds is killed. */
  async close(grace: number): Promise<void> {
    this.channel.close();
    const deadline = setTimeout(() => void this.kill(), grace);
    await this.ended;
    clearTimeout(deadline);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

/** The file of one of our programs: the source when this runs from sources, else what the build put beside this file. */
export function entryOf(program: 'engine' | 'worker'): string {
  const sources = { engine: '../process.ts', worker: './worker.ts' };
  const fromSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(fromSource ? sources[program] : `./${program}.js`, import.meta.url));
}

function startNode(entry: string, library: string): ChildProcess {
  const environment: NodeJS.ProcessEnv = { ...process.env, [LIBRARY_VARIABLE]: library };
  // Meant for the program that started us, not for ours.
  delete environment.NODE_OPTIONS;
  delete environment.ELECTRON_RUN_AS_NODE;
  return spawn(findNodeBinary(), ['--enable-source-maps', '--disable-warning=ExperimentalWarning', entry], {
    env: environment,
    // On Windows only an overlapped pipe can be read and written at the same time; elsewhere it is a pipe like any other.
    stdio: ['ignore', 'ignore', 'pipe', 'overlapped'],
    windowsHide: true,
  });
}

function exitOf(child: ChildProcess): Promise<Exit> {
  const lastWords = collectLastWords(child.stderr!);
  return new Promise((resolve) => {
    child.once('error', (error) =>
      resolve({ how: `could not be started (${error.message})`, lastWords: '' }),
    );
    child.once('close', (code, signal) =>
      resolve({ how: describeExit(code, signal), lastWords: lastWords() }),
    );
  });
}

function collectLastWords(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text = `${text}${chunk}`
      .split('\n')
      .slice(-LAST_LINES - 1)
      .join('\n');
  });
  return () => text.trim();
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT') return `was killed (${signal})`;
  if (signal !== null) return `crashed (${signal})`;
  // Windows reports a crash as an NTSTATUS such as 0xC0000005, an access violation.
  if (code !== null && code > 0xffff) return `crashed (0x${code.toString(16).toUpperCase()})`;
  return `ended (exit code ${code})`;
}
