/** Opening the sample faces: one job, then straight to the map. */
import { computed, ref } from 'vue';
import { sampleSetResultSchema } from '../../shared/job-results.ts';
import { fromErrorRecord } from '../../shared/errors.ts';
import { navigate } from '../router.ts';
import { useDatasets } from '../stores/datasets.ts';
import { useJobs } from '../stores/jobs.ts';
import { useModels } from '../stores/models.ts';
import { useNotices } from '../stores/notices.ts';

export function useSampleFaces() {
  const datasets = useDatasets();
  const models = useModels();
  const jobs = useJobs();
  const notices = useNotices();
  const jobId = ref<string | null>(null);
  const starting = ref(false);
  /** Also while a job of an earlier visit to this screen still runs. */
  const job = computed(
    () => jobs.get(jobId.value ?? '') ?? jobs.running.find(({ kind }) => kind === 'sample-set') ?? null,
  );
  const opening = computed(
    () => starting.value || (job.value !== null && jobs.running.some(({ id }) => id === job.value!.id)),
  );

  async function open(): Promise<void> {
    starting.value = true;
    await notices.attempt(async () => {
      const started = await datasets.addSample();
      jobId.value = started.jobId;
      const ended = await jobs.ended(started.jobId);
      if (ended.state === 'cancelled') return;
      if (ended.state === 'failed') throw fromErrorRecord(ended.error!);
      const { datasetId, modelId } = sampleSetResultSchema.parse(ended.result);
      await Promise.all([datasets.load(), models.load()]);
      datasets.select(datasetId);
      models.select(modelId);
      navigate('explore');
    });
    starting.value = false;
  }

  return { opening, progress: computed(() => job.value?.progress ?? null), open };
}
