/** The options a person has set for the next run, what automatic mode makes of them, and how long it would take. */
import { computed, onUnmounted, ref, shallowRef, watch, type Ref } from 'vue';
import { type Result } from '../../../shared/contract.ts';
import { estimateResultSchema } from '../../../shared/job-results.ts';
import type { DatasetRecord } from '../../../shared/datasets.ts';
import { fromErrorRecord } from '../../../shared/errors.ts';
import type { TrainingOptions } from '../../../shared/models.ts';
import { useHost } from '../../host.ts';
import { useJobs } from '../../stores/jobs.ts';
import { useTraining } from '../../stores/training.ts';

/** Milliseconds of quiet after the last change before the plan is asked for. */
const PAUSE = 150;

export function useTrainingPlan(dataset: Ref<DatasetRecord>) {
  const { transport } = useHost();
  const jobs = useJobs();
  const training = useTraining();

  const options = ref<TrainingOptions>({});
  const planned = shallowRef<Result<'models.plan'> | null>(null);
  const error = shallowRef<unknown>(null);
  const estimateError = shallowRef<unknown>(null);
  const estimateJob = ref<string | null>(null);
  let asking = 0;

  const datasetId = computed(() => dataset.value.id);
  const key = computed(() => `${datasetId.value} ${dataset.value.images} ${JSON.stringify(options.value)}`);
  const estimate = computed(() => training.estimates.get(key.value) ?? null);
  const measuring = computed(() => jobs.running.find(({ id }) => id === estimateJob.value) ?? null);

  /** Seconds that the whole run takes at most, or null before it was measured. */
  const seconds = computed(() => {
    const plan = planned.value?.plan;
    if (plan === undefined) return null;
    const limit = plan.minutes === null ? Infinity : plan.minutes * 60;
    const perEpoch = estimate.value?.devices.find(
      ({ device }) => device === estimate.value!.fastest,
    )?.secondsPerEpoch;
    const whole = perEpoch === undefined || perEpoch === null ? Infinity : perEpoch * plan.epochs;
    const least = Math.min(limit, whole);
    return Number.isFinite(least) ? least : null;
  });

  async function ask(): Promise<void> {
    const mine = ++asking;
    try {
      const answer = await transport.call('models.plan', {
        datasetId: datasetId.value,
        options: { ...options.value },
      });
      if (mine !== asking) return;
      planned.value = answer;
      error.value = null;
    } catch (failure) {
      if (mine === asking) error.value = failure;
    }
  }

  /** Times a few steps on each device, for the options as they are now. */
  async function measure(): Promise<void> {
    const measured = key.value;
    estimateError.value = null;
    try {
      const started = await transport.call('models.estimate', {
        datasetId: datasetId.value,
        options: { ...options.value },
      });
      estimateJob.value = started.jobId;
      const job = await jobs.ended(started.jobId);
      if (job.state === 'failed') throw fromErrorRecord(job.error!);
      if (job.state === 'done') training.estimates.set(measured, estimateResultSchema.parse(job.result));
    } catch (failure) {
      estimateError.value = failure;
    }
  }

  async function stopMeasuring(): Promise<void> {
    if (measuring.value !== null) await jobs.cancel(measuring.value.id);
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    key,
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), PAUSE);
    },
    { deep: true },
  );
  watch(datasetId, () => {
    options.value = {};
    planned.value = null;
  });
  void ask();
  // Nobody waits for the figure any more, and it would take the time of what is done next.
  onUnmounted(() => void stopMeasuring().catch(() => undefined));

  return {
    options,
    planned,
    error,
    estimate,
    estimateError,
    measuring,
    seconds,
    ask,
    measure,
    stopMeasuring,
  };
}
