/** Everything that runs or ran in the background, and the notices of what ended. */
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { ErrorRecord } from '../../shared/errors.ts';
import { isOver, type JobRecord } from '../../shared/jobs.ts';
import { useHost } from '../host.ts';
import { useConnection } from './connection.ts';

/** A job of an engine that is gone: whoever waits for its end gets one. */
function lost(job: JobRecord): JobRecord {
  const error: ErrorRecord = {
    name: 'MorphospaceError',
    code: 'engine-restarted',
    message: 'The engine was started anew before this was finished.',
    advice: job.kind === 'train' ? 'Go on from the last checkpoint on the Train screen.' : 'Start it again.',
  };
  return { ...job, state: 'failed', ended: new Date().toISOString(), error };
}

export const useJobs = defineStore('jobs', () => {
  const { transport } = useHost();
  const byId = ref(new Map<string, JobRecord>());
  const endListeners = new Set<(job: JobRecord) => void>();

  const all = computed(() => [...byId.value.values()].toSorted((a, b) => b.created.localeCompare(a.created)));
  const running = computed(() => all.value.filter(({ state }) => !isOver(state)));

  const get = (jobId: string): JobRecord | null => byId.value.get(jobId) ?? null;
  const cancel = (jobId: string) => transport.call('jobs.cancel', { jobId });

  async function dismiss(jobId: string): Promise<void> {
    await transport.call('jobs.dismiss', { jobId });
    byId.value.delete(jobId);
  }

  /** Calls back when a job ends, however it ends; returns the function that removes the listener. */
  function onEnd(listener: (job: JobRecord) => void): () => void {
    endListeners.add(listener);
    return () => endListeners.delete(listener);
  }

  /** Resolves with the job's record once it is over. */
  function ended(jobId: string): Promise<JobRecord> {
    const job = byId.value.get(jobId);
    if (job !== undefined && isOver(job.state)) return Promise.resolve(job);
    return new Promise((resolve) => {
      const stop = onEnd((ending) => {
        if (ending.id !== jobId) return;
        stop();
        resolve(ending);
      });
    });
  }

  function take(job: JobRecord): void {
    const before = byId.value.get(job.id);
    byId.value.set(job.id, job);
    if (isOver(job.state) && (before === undefined || !isOver(before.state))) {
      for (const listener of [...endListeners]) listener(job);
    }
  }

  async function load(): Promise<void> {
    const listed = await transport.call('jobs.list', {});
    const before = [...byId.value.values()];
    for (const job of listed) {
      // A job from before this window that has long ended is no news.
      if (!byId.value.has(job.id)) byId.value.set(job.id, job);
      else take(job);
    }
    const known = new Set(listed.map(({ id }) => id));
    for (const job of before) if (!known.has(job.id) && !isOver(job.state)) take(lost(job));
  }

  transport.on('job', take);
  useConnection().onReady(load);

  return { all, running, get, cancel, dismiss, onEnd, ended };
});
