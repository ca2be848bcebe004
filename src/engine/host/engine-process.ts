/**
 * The engine as its hosts (desktop shell, browser host, command line) see it: a process that is watched and started again
 * when it dies. A dead engine costs what was running; what was finished is on disk. Everybody is told: pending calls are
 * rejected, unfinished jobs are announced as failed, and an `engine` event says when to ask for everything anew.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { EventName, Events, MethodName, Params, Result } from '../../shared/contract.ts';
import { MorphospaceError, toErrorRecord } from '../../shared/errors.ts';
import type { JobRecord } from '../../shared/jobs.ts';
import { EventListeners } from '../../shared/wire/event-listeners.ts';
import { entryOf, type Exit, NodeProcess } from '../jobs/node-process.ts';
import type { Engine, ResourceRequest, ResourceResponse } from '../service/engine.ts';
import type { HostRequests } from './serve-engine.ts';
import { UnfinishedJobs } from './unfinished-jobs.ts';

const FIRST_DELAY_MS = 200;
/** More deaths than this within a minute mean that starting again does not help. */
const MOST_DEATHS = 4;
const DEATHS_COUNT_FOR_MS = 60_000;
/** The engine gives its jobs five seconds to stop. */
const CLOSE_GRACE_MS = 8000;

export interface EngineProcessOptions {
  /** The library's folder. */
  library: string;
  /** File of the engine program; the application's own by default. */
  entry?: string;
}

export class EngineProcess implements Engine {
  readonly #options: EngineProcessOptions;
  readonly #listeners = new EventListeners();
  readonly #unfinished = new UnfinishedJobs();
  /** The running process with its library open, or the one to come. */
  #running: Promise<NodeProcess>;
  #deaths: number[] = [];
  #state: 'running' | 'failed' | 'closed' = 'running';

  private constructor(options: EngineProcessOptions) {
    this.#options = options;
    this.#running = this.#firstLaunch();
  }

  /** Starts the engine without waiting; calls wait for it, and `engine` events tell how it went. */
  static launch(options: EngineProcessOptions): EngineProcess {
    return new EngineProcess(options);
  }

  /**
   * Starts the engine and waits until its library is open.
   *
   * @throws MorphospaceError `library-locked`, `library-newer`, `no-node`, `engine-died`.
   */
  static async start(options: EngineProcessOptions): Promise<EngineProcess> {
    const engine = new EngineProcess(options);
    await engine.#running;
    return engine;
  }

  /** A call made while the engine is being started again waits for it. Asking for `app.status` revives one that has failed. */
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.#state === 'failed' && method === 'app.status') this.#revive();
    return this.#ask('call', { method, params }) as Promise<Result<M>>;
  }

  resource(request: ResourceRequest): Promise<ResourceResponse> {
    return this.#ask('resource', request) as Promise<ResourceResponse>;
  }

  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  /** The jobs that would be stopped by closing now. */
  get unfinishedJobs(): JobRecord[] {
    return this.#unfinished.list();
  }

  /** Ends the engine; running jobs are stopped as if cancelled. */
  async close(): Promise<void> {
    this.#state = 'closed';
    const running = await this.#running.catch(() => undefined);
    await running?.close(CLOSE_GRACE_MS);
    this.#listeners.clear();
  }

  async #ask<K extends keyof HostRequests>(kind: K, request: HostRequests[K]): Promise<unknown> {
    return (await this.#running).channel.call(kind, request);
  }

  async #launch(): Promise<NodeProcess> {
    const { library, entry = entryOf('engine') } = this.#options;
    const started = new NodeProcess({
      entry,
      library,
      deathError: engineDied,
      onEvent: (event, payload) => this.#receive(event as EventName, payload as Events[EventName]),
    });
    try {
      await started.channel.call('start', {});
    } catch (error) {
      await started.kill();
      throw error;
    }
    void started.ended.then((exit) => this.#onDeath(exit));
    return started;
  }

  #receive<E extends EventName>(event: E, payload: Events[E]): void {
    if (event === 'job') this.#unfinished.follow(payload as Events['job']);
    this.#listeners.notify(event, payload);
  }

  #onDeath(exit: Exit): void {
    if (this.#state === 'closed') return;
    const error = engineDied(exit);
    this.#running = this.#relaunch(error);
    // Nobody need be waiting for it; who calls gets the error.
    this.#running.catch(() => undefined);
    for (const job of this.#unfinished.fail(toErrorRecord(error))) this.#listeners.notify('job', job);
  }

  /** Starts the engine again, later after each death, until it runs, refuses (its library is in use) or has died too often. */
  async #relaunch(death: MorphospaceError): Promise<NodeProcess> {
    for (let error: unknown = death; ;) {
      const now = Date.now();
      this.#deaths = [...this.#deaths.filter((time) => now - time < DEATHS_COUNT_FOR_MS), now];
      const refused = !(error instanceof MorphospaceError && error.code === ENGINE_DIED);
      if (refused || this.#deaths.length > MOST_DEATHS) return this.#fail(error);
      const message = `${death.message} It is being started again.`;
      this.#listeners.notify('engine', { state: 'restarting', message });
      await delay(FIRST_DELAY_MS * 3 ** (this.#deaths.length - 1));
      if (this.#state === 'closed') throw error;
      try {
        const started = await this.#launch();
        const message = `${death.message} It has been started again.`;
        this.#listeners.notify('engine', { state: 'ready', message });
        return started;
      } catch (thrown) {
        error = thrown;
      }
    }
  }

  #fail(error: unknown): never {
    const { message, advice } = toErrorRecord(error);
    this.#state = 'failed';
    this.#listeners.notify('engine', { state: 'failed', message: `${message} ${advice}` });
    throw error;
  }

  #firstLaunch(): Promise<NodeProcess> {
    this.#state = 'running';
    this.#deaths = [];
    const running = this.#launch().catch((error: unknown) => this.#fail(error));
    // It has been told, and whoever calls gets the error.
    running.catch(() => undefined);
    return running;
  }

  #revive(): void {
    this.#running = this.#firstLaunch();
    this.#running.then(
      () => this.#listeners.notify('engine', { state: 'ready', message: '' }),
      () => undefined, // Told by #fail.
    );
  }
}

const ENGINE_DIED = 'engine-died';

function engineDied({ how, lastWords }: Exit): MorphospaceError {
  const error = new MorphospaceError(
    ENGINE_DIED,
    `The engine, which does all the work, ${how}.`,
    'What was finished is saved; an interrupted training can be resumed from its last checkpoint.',
  );
  if (lastWords !== '') error.stack = `${error.message}\n${lastWords}`;
  return error;
}
