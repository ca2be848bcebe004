/**
 * Decodes files on all cores and gives the results in the order of the files. Files are read ahead by this thread, a few
 * chunks of them, while the threads of the pool decode; so memory does not grow with the number of files.
 */
import { readFile as readFileWithCallback } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { programBeside } from '../jobs/program-file.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import type { CLOSE, DecodeJob, DecodeOutcome, DecodeReply, DecodeRequest } from './decode-worker.ts';
import { PixelBudget } from './pixel-budget.ts';
import { MAX_FILE_BYTES } from './unreadable.ts';

export interface FileToDecode {
  path: string;
  bytes: number;
}

/** A thread gets files in chunks: sending a message costs about as much as reading a small file. */
const CHUNK_FILES = 16;
const CHUNK_BYTES = 8 * 2 ** 20;
/** Chunks on their way for each thread: one being decoded, one waiting for it, one being read. */
const CHUNKS_AHEAD = 3;

// Half the cost of the promised one for small files.
const readFile = promisify(readFileWithCallback);

export interface DecodeOptions {
  /** Threads that run already, to be closed by the caller; left out, they are started for this. */
  pool?: DecodePool;
  signal?: AbortSignal;
}

/**
 * Decodes `files` in their order; what cannot be read comes as a reason.
 *
 * @throws MorphospaceError `decoder-died` when a thread ends by itself, or what `signal` was aborted with.
 */
export async function* decodeFiles<T extends FileToDecode>(
  files: Iterable<T>,
  request: DecodeRequest,
  { pool: given, signal }: DecodeOptions = {},
): AsyncGenerator<{ file: T; outcome: DecodeOutcome }> {
  const pool = given ?? new DecodePool();
  const onAbort = () => pool.close();
  signal?.addEventListener('abort', onAbort);
  try {
    const chunks = toChunks(files);
    const underway: { chunk: T[]; outcomes: Promise<DecodeOutcome[]> }[] = [];
    for (;;) {
      signal?.throwIfAborted();
      while (underway.length < pool.threads * CHUNKS_AHEAD) {
        const { value: chunk, done } = chunks.next();
        if (done) break;
        const outcomes = readAndDecode(chunk, request, pool);
        // It is awaited in its turn; an error before that is not unheard.
        outcomes.catch(() => undefined);
        underway.push({ chunk, outcomes });
      }
      const next = underway.shift();
      if (!next) return;
      const outcomes = await next.outcomes.catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
      for (const [index, file] of next.chunk.entries()) yield { file, outcome: outcomes[index]! };
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (!given) await pool.close();
  }
}

function* toChunks<T extends FileToDecode>(files: Iterable<T>): Generator<T[], void> {
  let chunk: T[] = [];
  let bytes = 0;
  for (const file of files) {
    if (chunk.length === CHUNK_FILES || (chunk.length > 0 && bytes + file.bytes > CHUNK_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(file);
    bytes += file.bytes;
  }
  if (chunk.length > 0) yield chunk;
}

async function readAndDecode(
  chunk: FileToDecode[],
  request: DecodeRequest,
  pool: DecodePool,
): Promise<DecodeOutcome[]> {
  const outcomes: DecodeOutcome[] = [];
  const positions: number[] = [];
  const files: DecodeJob['files'] = [];
  const contents = await Promise.all(chunk.map(readWhole));
  for (const [position, content] of contents.entries()) {
    if ('reason' in content) outcomes[position] = content;
    else {
      positions.push(position);
      files.push({ name: chunk[position]!.path, bytes: content.bytes });
    }
  }
  if (files.length > 0) {
    const decoded = await pool.decode(files, request);
    for (const [i, position] of positions.entries()) outcomes[position] = decoded[i]!;
  }
  return outcomes;
}

async function readWhole({ path, bytes }: FileToDecode): Promise<{ bytes: Uint8Array } | { reason: string }> {
  if (bytes > MAX_FILE_BYTES) return { reason: 'The file is larger than 1 GB.' };
  try {
    return { bytes: await readFile(path) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { reason: 'The file is gone.' };
    if (code === 'EACCES' || code === 'EPERM') return { reason: 'The file may not be read.' };
    return { reason: `The file cannot be read (${code}).` };
  }
}

interface Waiting {
  resolve(outcomes: DecodeOutcome[]): void;
  reject(error: Error): void;
}

/** How long a thread may take to end by itself. */
const CLOSE_GRACE_MS = 3000;
/** `CLOSE` of decode-worker.ts, which cannot be imported here: it is the program of another thread. */
const CLOSE_MESSAGE = 'close' satisfies typeof CLOSE;

/** Threads that decode, one for each core. */
export class DecodePool {
  readonly threads: number;
  readonly #workers: { worker: Worker; jobs: Map<number, Waiting> }[];
  #nextId = 0;
  #closed = false;

  constructor(threads = availableParallelism()) {
    this.threads = threads;
    const { memory } = new PixelBudget();
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(programBeside(import.meta.url, 'decode-worker'), { workerData: memory });
      const jobs = new Map<number, Waiting>();
      worker.on('message', ({ id, outcomes }: DecodeReply) => {
        jobs.get(id)?.resolve(outcomes);
        jobs.delete(id);
      });
      const fail = (error: Error) => {
        for (const { reject } of jobs.values()) reject(error);
        jobs.clear();
      };
      worker.on('error', (error) => fail(decoderDied(error)));
      worker.on('exit', () => fail(decoderDied()));
      return { worker, jobs };
    });
  }

  /** Hands the files to the thread with the least to do. Their bytes are moved, not copied. */
  decode(files: DecodeJob['files'], request: DecodeRequest): Promise<DecodeOutcome[]> {
    if (this.#closed) return Promise.reject(decoderDied());
    const { worker, jobs } = this.#workers.reduce((a, b) => (b.jobs.size < a.jobs.size ? b : a));
    const id = this.#nextId++;
    const job: DecodeJob = {
      id,
      request,
      files: files.map(({ name, bytes }) => ({ name, bytes: ownBuffer(bytes) })),
    };
    return new Promise((resolve, reject) => {
      jobs.set(id, { resolve, reject });
      worker.postMessage(
        job,
        job.files.map(({ bytes }) => bytes.buffer as ArrayBuffer),
      );
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map(({ worker }) => endThread(worker)));
  }
}

/** Waits for the picture that a thread is decoding; one that hangs is ended by force. */
async function endThread(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const force = setTimeout(() => void worker.terminate(), CLOSE_GRACE_MS);
  worker.postMessage(CLOSE_MESSAGE);
  await ended;
  clearTimeout(force);
}

/** Only a buffer of its own can be moved; small ones may be slices of a shared one. */
function ownBuffer(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

function decoderDied(cause?: Error): MorphospaceError {
  return new MorphospaceError(
    'decoder-died',
    'Decoding stopped unexpectedly.',
    'Start the import again: it goes on where it stopped.',
    { cause },
  );
}
