/**
 * An engine in memory, behind the same `Transport` as the real one: jobs take a moment and report progress, records change
 * and say so. Screens are tested against it and drawn with it.
 */
import type { EventName, Events, MethodName, Params, Result, Transport } from '../../src/shared/contract.ts';
import { methods } from '../../src/shared/contract.ts';
import type { DatasetRecord } from '../../src/shared/datasets.ts';
import { cancelledError, MorphospaceError, toErrorRecord } from '../../src/shared/errors.ts';
import { isOver, type JobKind, type JobRecord } from '../../src/shared/jobs.ts';
import type { EpochRecord, ModelRecord } from '../../src/shared/models.ts';
import type { Progress } from '../../src/shared/progress.ts';
import type { AttributeRecord } from '../../src/shared/steering.ts';
import type { ProjectionRecord } from '../../src/shared/projections.ts';
import { answers } from './fake-answers.ts';
import type { FakeCuration } from './fake-curation.ts';
import type { FakeAnalysis } from './fake-findings.ts';

export interface FakeJob {
  record: JobRecord;
  cancelled: boolean;
}

export interface FakeState {
  datasets: DatasetRecord[];
  models: ModelRecord[];
  projections: ProjectionRecord[];
  histories: Map<string, EpochRecord[]>;
  jobs: Map<string, FakeJob>;
  analyses: FakeAnalysis[];
  /** By dataset. */
  curation: Map<string, FakeCuration>;
  attributes: AttributeRecord[];
  /** What screens keep, by key. */
  screens: Map<string, unknown>;
}

/** What the answers may use of the engine. */
export interface FakeContext {
  readonly state: FakeState;
  /** Milliseconds between two steps of a job. */
  readonly tick: number;
  emit<E extends EventName>(event: E, payload: Events[E]): void;
  /** Starts a job that runs `steps` steps; `step` returns its progress, `finish` its result. */
  startJob(job: {
    kind: JobKind;
    title: string;
    datasetId?: string | null;
    modelId?: string | null;
    projectionId?: string | null;
    steps: number;
    step(done: number): Progress;
    finish(): unknown;
    /** Called instead of `finish` when cancelled; a result makes the job end as done (training keeps its best). */
    cancelled?(): unknown;
  }): string;
}

/** Answers of the fake, one a method; those left out fail as unknown. */
export type Answers = {
  [M in MethodName]?: (context: FakeContext, params: Params<M>) => Result<M>;
};

export interface FakeEngine extends Transport {
  readonly state: FakeState;
  emit<E extends EventName>(event: E, payload: Events[E]): void;
  /** Makes the next call of a method fail. */
  failNext(method: MethodName, error: MorphospaceError): void;
  /** Every call so far. */
  readonly calls: { method: MethodName; params: unknown }[];
}

const emptyState = (): FakeState => ({
  datasets: [],
  models: [],
  projections: [],
  histories: new Map(),
  jobs: new Map(),
  analyses: [],
  curation: new Map(),
  attributes: [],
  screens: new Map(),
});

export function createFakeEngine(
  shelves: Partial<FakeState> = {},
  { tick = 100, latency = 5 } = {},
): FakeEngine {
  const state: FakeState = { ...emptyState(), ...shelves };
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const failures = new Map<MethodName, MorphospaceError>();
  const calls: { method: MethodName; params: unknown }[] = [];
  const timers = new Set<ReturnType<typeof setInterval>>();
  let lastJob = 0;

  function emit<E extends EventName>(event: E, payload: Events[E]): void {
    for (const listener of listeners.get(event) ?? []) (listener as (payload: Events[E]) => void)(payload);
  }

  const startJob: FakeContext['startJob'] = ({ kind, title, steps, step, finish, cancelled, ...about }) => {
    const now = new Date().toISOString();
    const record: JobRecord = {
      id: `job-${++lastJob}`,
      kind,
      title,
      state: 'running',
      datasetId: about.datasetId ?? null,
      modelId: about.modelId ?? null,
      projectionId: about.projectionId ?? null,
      created: now,
      started: now,
      ended: null,
      progress: null,
      error: null,
      result: null,
    };
    const job: FakeJob = { record, cancelled: false };
    state.jobs.set(record.id, job);
    const change = (changes: Partial<JobRecord>) => {
      job.record = { ...job.record, ...changes };
      emit('job', job.record);
    };
    emit('job', record);
    let done = 0;
    const timer = setInterval(() => {
      if (!job.cancelled && done < steps) return change({ progress: step(++done) });
      clearInterval(timer);
      timers.delete(timer);
      const ended = new Date().toISOString();
      try {
        if (!job.cancelled) change({ state: 'done', ended, result: finish() });
        else if (cancelled !== undefined) change({ state: 'done', ended, result: cancelled() });
        else change({ state: 'cancelled', ended, error: toErrorRecord(cancelledError()) });
      } catch (error) {
        change({ state: 'failed', ended, error: toErrorRecord(error) });
      }
    }, tick);
    timers.add(timer);
    return record.id;
  };

  const context: FakeContext = { state, tick, emit, startJob };

  return {
    state,
    calls,
    emit,
    failNext: (method, error) => void failures.set(method, error),
    async call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
      calls.push({ method, params });
      await new Promise((resolve) => setTimeout(resolve, latency));
      const failure = failures.get(method);
      failures.delete(method);
      if (failure !== undefined) throw failure;
      if (method === 'jobs.cancel') {
        const job = state.jobs.get((params as Params<'jobs.cancel'>).jobId);
        if (job !== undefined && !isOver(job.record.state)) {
          job.cancelled = true;
          job.record = { ...job.record, state: 'cancelling' };
          emit('job', job.record);
        }
        return undefined as Result<M>;
      }
      const answer = answers[method] as ((context: FakeContext, params: Params<M>) => Result<M>) | undefined;
      if (answer === undefined)
        throw new MorphospaceError('unknown-method', `No answer to ${method}.`, 'Add one.');
      // Parsed as the engine does: a wrong parameter fails here too, and defaults are filled in.
      return answer(context, methods[method].params.parse(params) as Params<M>);
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    close() {
      for (const timer of timers) clearInterval(timer);
      listeners.clear();
    },
  };
}
