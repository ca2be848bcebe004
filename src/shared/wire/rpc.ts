/**
 * Calls over any connection that carries whole messages: host and engine, engine and worker, browser and host. Both ends may
 * call, answer and send events. A call can report progress, send events of its own and be cancelled; errors keep name, code,
 * message, advice and stack.
 */
import {
  type ErrorRecord,
  cancelledError,
  fromErrorRecord,
  MorphospaceError,
  toErrorRecord,
} from '../errors.ts';
import type { Progress, ReportProgress } from '../progress.ts';
import { decode, encode } from './codec.ts';

/** Carries whole messages, in order, to one other end. */
export interface Connection {
  send(message: Uint8Array<ArrayBuffer>): void;
  onMessage(listener: (message: Uint8Array) => void): void;
  /** Called once, when nothing more will arrive. */
  onClose(listener: () => void): void;
  close(): void;
}

export interface CallOptions {
  onProgress?: ReportProgress;
  onEvent?: (event: string, payload: unknown) => void;
  /** Aborting asks the other end to stop; the call then rejects with whatever that end answers, as a rule `cancelled`. */
  signal?: AbortSignal;
}

/** What the answering end gets beside the parameters. */
export interface CallContext {
  progress: ReportProgress;
  emit(event: string, payload: unknown): void;
  /** Aborted when the caller cancels or is gone. */
  signal: AbortSignal;
}

export type Answer = (method: string, params: unknown, context: CallContext) => Promise<unknown>;

export interface RpcOptions {
  /** Answers the other end's calls; without it they are refused. */
  answer?: Answer;
  /** Events that belong to no call. */
  onEvent?: (event: string, payload: unknown) => void;
  /** Called once, after the pending calls were rejected. */
  onClose?: () => void;
  /** The error of calls that are pending when the connection closes, or made after. */
  closedError?: () => Error;
}

type Message =
  | { kind: 'call'; id: number; method: string; params: unknown }
  | { kind: 'cancel'; id: number }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: ErrorRecord }
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'event'; id: number | null; event: string; payload: unknown };

interface PendingCall extends CallOptions {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  stopListening: () => void;
}

export class RpcChannel {
  readonly #connection: Connection;
  readonly #options: RpcOptions;
  readonly #pending = new Map<number, PendingCall>();
  readonly #answering = new Map<number, AbortController>();
  #nextId = 1;
  #closed = false;

  constructor(connection: Connection, options: RpcOptions = {}) {
    this.#connection = connection;
    this.#options = options;
    connection.onMessage((bytes) => this.#read(bytes));
    connection.onClose(() => this.#onClose());
  }

  /** @throws MorphospaceError whatever the other end threw, or the error of a closed connection. */
  call(method: string, params: unknown, options: CallOptions = {}): Promise<unknown> {
    if (this.#closed) return Promise.reject(this.#closedError());
    if (options.signal?.aborted) return Promise.reject(cancelledError());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancel = () => this.#send({ kind: 'cancel', id });
      const stopListening = () => options.signal?.removeEventListener('abort', cancel);
      this.#send({ kind: 'call', id, method, params });
      options.signal?.addEventListener('abort', cancel, { once: true });
      this.#pending.set(id, { ...options, resolve, reject, stopListening });
    });
  }

  /** Sends an event that belongs to no call. */
  emit(event: string, payload: unknown): void {
    this.#send({ kind: 'event', id: null, event, payload });
  }

  close(): void {
    this.#connection.close();
    this.#onClose();
  }

  #send(message: Message): void {
    if (!this.#closed) this.#connection.send(encode(message));
  }

  #read(bytes: Uint8Array): void {
    let message: Message;
    try {
      message = decode(bytes) as Message;
    } catch {
      // Whatever sent this does not speak our language: nothing after it can be trusted either.
      this.close();
      return;
    }
    this.#receive(message);
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case 'call':
        void this.#answer(message);
        return;
      case 'cancel':
        this.#answering.get(message.id)?.abort();
        return;
      case 'result':
        this.#settle(message.id)?.resolve(message.value);
        return;
      case 'error':
        this.#settle(message.id)?.reject(fromErrorRecord(message.error));
        return;
      case 'progress':
        this.#pending.get(message.id)?.onProgress?.(message.progress);
        return;
      case 'event':
        if (message.id === null) this.#options.onEvent?.(message.event, message.payload);
        else this.#pending.get(message.id)?.onEvent?.(message.event, message.payload);
    }
  }

  async #answer({ id, method, params }: Message & { kind: 'call' }): Promise<void> {
    const controller = new AbortController();
    this.#answering.set(id, controller);
    try {
      if (this.#options.answer === undefined) throw new Error(`Nothing here answers ${method}.`);
      const value = await this.#options.answer(method, params, {
        progress: (progress) => this.#send({ kind: 'progress', id, progress }),
        emit: (event, payload) => this.#send({ kind: 'event', id, event, payload }),
        signal: controller.signal,
      });
      this.#send({ kind: 'result', id, value });
    } catch (error) {
      this.#send({ kind: 'error', id, error: toErrorRecord(error) });
    } finally {
      this.#answering.delete(id);
    }
  }

  #settle(id: number): PendingCall | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    call?.stopListening();
    return call;
  }

  #onClose(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const controller of this.#answering.values()) controller.abort();
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(this.#closedError());
    this.#options.onClose?.();
  }

  #closedError(): Error {
    return (
      this.#options.closedError?.() ??
      new MorphospaceError('disconnected', 'The connection was closed.', 'Try again when it is back.')
    );
  }
}
