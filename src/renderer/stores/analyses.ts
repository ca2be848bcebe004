/** The analyses of the current dataset and model: which have been run, what they found, and those at work. */
import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import {
  type AnalysisKind,
  type AnalysisRecord,
  type AnalysisRequest,
  type AnalysisResult,
  MODEL_ANALYSES,
  type ResultOf,
} from '../../shared/analyses.ts';
import type { Params } from '../../shared/contract.ts';
import type { JobRecord } from '../../shared/jobs.ts';
import { useHost } from '../host.ts';
import { useConnection } from './connection.ts';
import { useDatasets } from './datasets.ts';
import { useJobs } from './jobs.ts';
import { useModels } from './models.ts';

type Request = Params<'analyses.run'>['request'];

export const useAnalyses = defineStore('analyses', () => {
  const { transport } = useHost();
  const datasets = useDatasets();
  const models = useModels();
  const jobs = useJobs();

  /** Oldest first. */
  const records = shallowRef<AnalysisRecord[]>([]);
  const loaded = ref(false);
  const error = shallowRef<unknown>(null);
  const results = shallowReactive(new Map<string, AnalysisResult>());
  /** What was started from this window, by the job's identifier. */
  const begun = shallowReactive(new Map<string, AnalysisKind>());

  const datasetId = computed(() => datasets.current?.id ?? null);
  const modelId = computed(() => models.current?.id);
  /** Analyses at work on this dataset, whoever started them. */
  const running = computed(() =>
    jobs.running.filter(({ kind, datasetId: of }) => kind === 'analyse' && of === datasetId.value),
  );
  const jobOf = (kind: AnalysisKind): JobRecord | null =>
    running.value.find(({ id }) => begun.get(id) === kind) ?? null;

  /** What a job that was started here looks for. */
  const kindOf = (jobId: string): AnalysisKind | null => begun.get(jobId) ?? null;

  /** All of a kind, newest first. Only clusters are kept more than once. */
  const allOf = (kind: AnalysisKind) =>
    records.value.filter(({ request }) => request.kind === kind).toReversed();
  const recordOf = (kind: AnalysisKind): AnalysisRecord | null => allOf(kind)[0] ?? null;
  /** Images that were added since an analysis was made, which it says nothing about. */
  const missing = ({ rows }: AnalysisRecord) => Math.max(0, (datasets.current?.images ?? 0) - rows);

  /** What was found, or null while it has not been read: see `read`. */
  function resultOf<K extends AnalysisKind>(kind: K, record = recordOf(kind)): ResultOf<K> | null {
    const result = record === null ? undefined : results.get(record.id);
    return result?.kind === kind ? (result as ResultOf<K>) : null;
  }

  /** Reads what was found, once. */
  async function read(record: AnalysisRecord): Promise<void> {
    if (results.has(record.id)) return;
    const result = await transport.call('analyses.result', { analysisId: record.id });
    if (records.value.some(({ id }) => id === record.id)) results.set(record.id, result);
  }

  async function load(): Promise<void> {
    const [dataset, model] = [datasetId.value, modelId.value];
    if (dataset === null) return;
    try {
      const listed = await transport.call('analyses.list', { datasetId: dataset, modelId: model });
      if (dataset !== datasetId.value || model !== modelId.value) return;
      records.value = listed;
      error.value = null;
      const known = new Set(listed.map(({ id }) => id));
      for (const id of [...results.keys()]) if (!known.has(id)) results.delete(id);
      loaded.value = true;
    } catch (failure) {
      error.value = failure;
    }
  }

  /** Starts an analysis of the current dataset and resolves when it is over, however it ends. */
  async function run(request: Request): Promise<void> {
    const needsModel = MODEL_ANALYSES.has(request.kind);
    const { jobId } = await transport.call('analyses.run', {
      datasetId: datasetId.value!,
      modelId: needsModel ? modelId.value : undefined,
      request,
    });
    begun.set(jobId, request.kind);
    await jobs.ended(jobId);
    await load();
  }

  async function cancel(kind: AnalysisKind): Promise<void> {
    const job = jobOf(kind);
    if (job !== null) await jobs.cancel(job.id);
  }

  async function remove(record: AnalysisRecord): Promise<void> {
    await transport.call('analyses.remove', { analysisId: record.id });
    await load();
  }

  async function nameCluster(record: AnalysisRecord, cluster: number, name: string): Promise<void> {
    await transport.call('analyses.nameCluster', { analysisId: record.id, cluster, name });
    const result = results.get(record.id);
    if (result?.kind !== 'clusters') return;
    const clusters = result.clusters.map((one, k) =>
      k === cluster ? { ...one, name: name === '' ? null : name } : one,
    );
    results.set(record.id, { ...result, clusters });
  }

  /** The same question again, as it was put then. */
  const again = ({ request }: { request: AnalysisRequest }) => run(request);

  transport.on('library', ({ changed }) => {
    if (changed === 'analyses') void load();
  });
  useConnection().onReady(load);
  watch(
    [datasetId, modelId],
    () => {
      records.value = [];
      results.clear();
      loaded.value = false;
      void load();
    },
    { immediate: true },
  );

  return {
    records,
    results,
    loaded,
    error,
    running,
    jobOf,
    kindOf,
    allOf,
    recordOf,
    missing,
    resultOf,
    read,
    load,
    run,
    again,
    cancel,
    remove,
    nameCluster,
  };
});
