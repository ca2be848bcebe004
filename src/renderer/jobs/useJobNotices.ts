/** Says when background work has ended: what came of it and the next step, or what went wrong and what to do. */
import { onUnmounted } from 'vue';
import {
  embedResultSchema,
  exportResultSchema,
  importResultSchema,
  pictureFilesResultSchema,
  selectionResultSchema,
  trainResultSchema,
} from '../../shared/job-results.ts';
import type { JobKind, JobRecord } from '../../shared/jobs.ts';
import { useHost } from '../host.ts';
import { navigate, useRoute } from '../router.ts';
import { useAnalyses } from '../stores/analyses.ts';
import { useDatasets } from '../stores/datasets.ts';
import { isFindingKind, useFindings } from '../stores/findings.ts';
import { useImportSheet } from '../stores/importSheet.ts';
import { useJobs } from '../stores/jobs.ts';
import { useModels } from '../stores/models.ts';
import { useNotices, type Notice } from '../stores/notices.ts';
import { formatDecibels, plural } from '../words.ts';

type Said = Omit<Notice, 'id' | 'tone'> | null;

export function useJobNotices(): void {
  const host = useHost();
  const jobs = useJobs();
  const datasets = useDatasets();
  const models = useModels();
  const analyses = useAnalyses();
  const findings = useFindings();
  const notices = useNotices();
  const sheet = useImportSheet();
  const { screen, query } = useRoute();

  const showsModel = (modelId: string | null) => screen.value === 'train' && query.value.model === modelId;
  const showImport = (job: JobRecord) => sheet.shown && sheet.jobId === job.id;

  /** Offers to show what was written, where there is a file manager. */
  function saved(title: string, file: string): Said {
    const action =
      host.kind === 'desktop'
        ? { label: 'Show in folder', run: () => void notices.attempt(() => host.reveal(file)) }
        : undefined;
    return { title, detail: file, action };
  }

  function train(job: JobRecord): Said {
    if (showsModel(job.modelId)) return null;
    const { modelId, validation, warnings } = trainResultSchema.parse(job.result);
    const name = models.byId(modelId)?.name ?? 'The model';
    if (warnings[0] !== undefined) {
      return {
        title: `${name} is trained, with a warning`,
        detail: `${warnings[0].title}. ${warnings[0].advice}`,
        action: { label: 'Show the model', run: () => navigate('train', { model: modelId }) },
      };
    }
    return {
      title: `${name} is trained`,
      detail: `Reconstructions reach ${formatDecibels(validation.psnr)} on held-out images.`,
      action: { label: 'Explore', run: () => (models.select(modelId), navigate('explore')) },
    };
  }

  function imported(job: JobRecord): Said {
    if (showImport(job)) return null;
    const { datasetId, added, skipped } = importResultSchema.parse(job.result);
    return {
      title: `${plural(added, 'image')} imported`,
      detail:
        skipped.length === 0 ? undefined : `${plural(skipped.length, 'file was', 'files were')} skipped.`,
      action: { label: 'Open', run: () => (datasets.select(datasetId), navigate('gallery')) },
    };
  }

  /** A model's files, or what was taken of a selection. */
  function exported(job: JobRecord): Said {
    const selection = selectionResultSchema.safeParse(job.result);
    if (!selection.success) {
      return saved('The model is saved', exportResultSchema.parse(job.result).files[0] ?? '');
    }
    const { images, out, skipped } = selection.data;
    const said = saved(`${plural(images, 'image')} exported`, out);
    if (skipped.length === 0) return said;
    const missing = plural(skipped.length, 'file was', 'files were');
    return { ...said!, detail: `${out}. ${missing} left out: ${skipped[0]!.reason}` };
  }

  /** Findings show themselves on the map's screen; elsewhere one is told where they are. */
  function analysed(job: JobRecord): Said {
    const kind = analyses.kindOf(job.id);
    if (screen.value === 'explore' || kind === null || !isFindingKind(kind)) return null;
    return {
      title: `Done: ${job.title}`,
      action: { label: 'Show', run: () => (findings.open(kind), navigate('explore')) },
    };
  }

  /** What to say of each kind when it is done; kinds that are left out show themselves where they were started. */
  const said: Partial<Record<JobKind, (job: JobRecord) => Said>> = {
    train,
    import: imported,
    embed: (job) => {
      const { file } = embedResultSchema.parse(job.result);
      return file === null ? null : saved('The codes are saved', file);
    },
    export: exported,
    analyse: analysed,
    sample: (job) => saved('The samples are saved', pictureFilesResultSchema.parse(job.result).file),
    morph: (job) => saved('The morph is saved', pictureFilesResultSchema.parse(job.result).file),
  };

  /** Failures of these are shown by the screen that waits for them. */
  const shownElsewhere = (job: JobRecord) =>
    job.kind === 'estimate' ||
    job.kind === 'sample-set' ||
    job.kind === 'import-model' ||
    showImport(job) ||
    showsModel(job.modelId);

  function failed(job: JobRecord): Said {
    if (shownElsewhere(job)) return null;
    const { modelId } = job;
    const show =
      job.kind === 'train' && modelId !== null
        ? { label: 'Show the model', run: () => navigate('train', { model: modelId }) }
        : undefined;
    const { message = 'It ended without a word.', advice = '' } = job.error ?? {};
    return {
      title: `Did not work: ${job.title}`,
      detail: `${message} ${advice}`.trim(),
      action: show,
      onDismiss: () => void jobs.dismiss(job.id).catch(() => undefined),
    };
  }

  onUnmounted(
    jobs.onEnd((job) => {
      const notice =
        job.state === 'done' ? (said[job.kind]?.(job) ?? null) : job.state === 'failed' ? failed(job) : null;
      if (notice !== null) notices.show({ tone: job.state === 'done' ? 'done' : 'failed', ...notice });
    }),
  );
}
