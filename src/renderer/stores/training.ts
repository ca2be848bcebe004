/** What is known of training runs: their history, the live state, and the latest reconstructions of held-out images. */
import { defineStore } from 'pinia';
import { ref, shallowReactive } from 'vue';
import type { Events } from '../../shared/contract.ts';
import type { EstimateResult } from '../../shared/job-results.ts';
import type { EpochRecord } from '../../shared/models.ts';
import { useHost } from '../host.ts';
import { useConnection } from './connection.ts';

export interface LivePoint {
  step: number;
  loss: number;
  reconstruction: number;
  kl: number;
  terms: Record<string, number>;
}

export interface Run {
  history: EpochRecord[];
  live: Events['training'] | null;
  /** Losses of single moments since the last epoch ended: the curve's newest piece. */
  recent: LivePoint[];
  reconstructions: Omit<Events['reconstructions'], 'modelId'> | null;
}

/** Points of an unfinished epoch that are kept; a longer one loses every other point. */
const RECENT_POINTS = 400;

export const useTraining = defineStore('training', () => {
  const { transport } = useHost();
  const runs = shallowReactive(new Map<string, Run>());
  const asked = new Set<string>();
  /** What was measured on this computer, by dataset and options. */
  const estimates = ref(new Map<string, EstimateResult>());

  const runOf = (modelId: string): Run =>
    runs.get(modelId) ?? { history: [], live: null, recent: [], reconstructions: null };

  function change(modelId: string, changes: Partial<Run>): void {
    runs.set(modelId, { ...runOf(modelId), ...changes });
  }

  async function load(modelId: string): Promise<void> {
    asked.add(modelId);
    change(modelId, { history: await transport.call('models.history', { modelId }) });
  }

  /** Loads a run's history the first time that it is shown. */
  async function ensure(modelId: string): Promise<void> {
    if (!asked.has(modelId)) await load(modelId);
  }

  transport.on('training', (live) => {
    const { step, loss, reconstruction, kl, terms } = live;
    // A resumed run makes the steps since its checkpoint again.
    const recent = runOf(live.modelId).recent.filter((point) => point.step < step);
    const kept = recent.length < RECENT_POINTS ? recent : recent.filter((_, i) => i % 2 === 0);
    change(live.modelId, { live, recent: [...kept, { step, loss, reconstruction, kl, terms }] });
  });
  transport.on('epoch', ({ modelId, record }) => {
    // A resumed run goes back to its checkpoint: epochs after it are made again.
    const before = runOf(modelId).history.filter(({ epoch }) => epoch < record.epoch);
    change(modelId, { history: [...before, record], recent: [] });
  });
  transport.on('reconstructions', ({ modelId, epoch, pictures }) => {
    change(modelId, { reconstructions: { epoch, pictures } });
  });
  useConnection().onReady(async () => {
    await Promise.all([...asked].map((modelId) => load(modelId).catch(() => asked.delete(modelId))));
  });

  return { runOf, ensure, estimates };
});
