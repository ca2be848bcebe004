/** The import sheet: what was dropped or chosen, and how far the import is. One at a time. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { importResultSchema, type ImportResult } from '../../shared/job-results.ts';
import type { LabelSource } from '../../shared/datasets.ts';
import { fromErrorRecord, isCancelled } from '../../shared/errors.ts';
import type { Progress } from '../../shared/progress.ts';
import type { Dropped } from '../api/dropped-files.ts';
import { uploadFiles } from '../api/uploads.ts';
import { sharedFolder } from '../importSources.ts';
import { useHost } from '../host.ts';
import { useDatasets } from './datasets.ts';
import { useJobs } from './jobs.ts';

export type ImportPhase = 'choosing' | 'uploading' | 'importing' | 'done' | 'failed';

export const useImportSheet = defineStore('importSheet', () => {
  const host = useHost();
  const datasets = useDatasets();
  const jobs = useJobs();

  const shown = ref(false);
  const phase = ref<ImportPhase>('choosing');
  const sources = shallowRef<Dropped[]>([]);
  /** The dataset to add to; null for a new one. */
  const datasetId = ref<string | null>(null);
  const jobId = ref<string | null>(null);
  const upload = shallowRef<Progress | null>(null);
  const result = shallowRef<ImportResult | null>(null);
  const error = shallowRef<unknown>(null);
  let uploadStop: AbortController | null = null;

  const working = computed(() => phase.value === 'uploading' || phase.value === 'importing');
  const progress = computed(() =>
    phase.value === 'uploading' ? upload.value : (jobs.get(jobId.value ?? '')?.progress ?? null),
  );

  /** Opens the sheet; while an import runs it shows that one. */
  function open(from: Dropped[] = [], into: string | null = null): void {
    shown.value = true;
    if (working.value) return;
    phase.value = 'choosing';
    sources.value = from;
    datasetId.value = into;
    jobId.value = null;
    result.value = null;
    error.value = null;
  }

  /** Hides the sheet. A running import goes on; its end is announced. */
  function close(): void {
    shown.value = false;
  }

  function add(more: Dropped[]): void {
    const known = new Set(sources.value.map(({ path }) => path));
    sources.value = [...sources.value, ...more.filter(({ path }) => !known.has(path))];
  }

  async function pathsToImport(name: string): Promise<string[]> {
    const files = sources.value.filter((source) => source.kind === 'file');
    const paths = sources.value.filter(({ kind }) => kind === 'path').map(({ path }) => path);
    if (files.length === 0) return paths;
    phase.value = 'uploading';
    uploadStop = new AbortController();
    const folder = await uploadFiles(host, name, files, {
      signal: uploadStop.signal,
      onProgress: (now) => (upload.value = now),
    });
    // Sub-folders become labels, and a folder that was dropped whole is not one of its own sub-folders.
    const top = sharedFolder(files);
    return [top === null ? folder : `${folder}/${top}`, ...paths];
  }

  async function start(name: string, labels: LabelSource): Promise<void> {
    try {
      const paths = await pathsToImport(name);
      const into = datasetId.value;
      const started = await datasets.startImport(
        into === null ? { paths, name, labels } : { paths, datasetId: into, labels },
      );
      jobId.value = started.jobId;
      phase.value = 'importing';
      const job = await jobs.ended(started.jobId);
      if (job.state === 'done') {
        result.value = importResultSchema.parse(job.result);
        await datasets.load();
        phase.value = 'done';
      } else if (job.state === 'cancelled') phase.value = 'choosing';
      else throw fromErrorRecord(job.error!);
    } catch (failure) {
      error.value = failure;
      phase.value = isCancelled(failure) ? 'choosing' : 'failed';
    } finally {
      upload.value = null;
    }
  }

  async function cancel(): Promise<void> {
    if (phase.value === 'uploading') uploadStop?.abort();
    else if (jobId.value !== null) await jobs.cancel(jobId.value);
  }

  return {
    shown,
    phase,
    working,
    sources,
    datasetId,
    jobId,
    progress,
    result,
    error,
    open,
    close,
    add,
    start,
    cancel,
  };
});
