/**
 * Where the rows are worked on: a folder with a library of its own, into which the images are imported as a person would, and the
 * models that were trained. What is there is not made again, so that rows can be run one by one, and interrupted.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Library, openLibrary } from '../../src/engine/library/library.ts';
import type { TaskContext } from '../../src/engine/jobs/task.ts';
import { materialiseSampleFaces } from '../../src/engine/samples/materialise.ts';
import { cachedPixels, openDatasetPixels } from '../../src/engine/tasks/dataset-pixels.ts';
import { importFolders } from '../../src/engine/tasks/import.ts';
import { isNearBinary } from '../../src/engine/training/binary.ts';
import { planTraining } from '../../src/engine/training/plan.ts';
import { trainModel, type TrainOutcome } from '../../src/engine/training/train.ts';
import type { TrainingOptions, TrainingPlan } from '../../src/shared/models.ts';
import type { ReportProgress } from '../../src/shared/progress.ts';
import { type Collection, findCollection } from './data.ts';
import { type ImageSet, partOf } from './image-set.ts';

export interface TrainedModel {
  name: string;
  /** Holds encoder.onnx, decoder.onnx and model.json. */
  folder: string;
  plan: TrainingPlan;
  outcome: Pick<TrainOutcome, 'epochs' | 'steps' | 'seconds' | 'parameters' | 'validation' | 'warnings'>;
}

export interface WorkplaceOptions {
  folder: string;
  /** Where the images of the published results are. */
  data: string | undefined;
  /** Little of everything: to see that it runs. What is measured then says nothing. */
  quick: boolean;
  progress: ReportProgress;
}

/** In a quick run. */
const QUICK_IMAGES = 1000;

const SAMPLE_FACES = fileURLToPath(new URL('../../resources/sample-faces', import.meta.url));

export class Workplace {
  readonly folder: string;
  readonly quick: boolean;
  readonly progress: ReportProgress;
  /** Seconds that the models took which were found ready, so that the time of a row is the same in any order of the rows. */
  secondsSaved = 0;
  readonly #data: string | undefined;
  readonly #library: Library;
  readonly #context: TaskContext;
  readonly #datasets = new Map<string, Promise<ImageSet>>();
  readonly #open: { close(): void }[] = [];

  constructor({ folder, data, quick, progress }: WorkplaceOptions) {
    this.folder = folder;
    this.quick = quick;
    this.progress = progress;
    this.#data = data;
    mkdirSync(folder, { recursive: true });
    this.#library = openLibrary(join(folder, 'library'), { exclusive: true });
    this.#context = {
      library: this.#library,
      progress,
      emit: () => undefined,
      signal: new AbortController().signal,
    };
  }

  /** MNIST's 60,000 images to train on, or its 10,000 to test with; labels are the digits. */
  mnist(part: 'train' | 'test'): Promise<ImageSet> {
    return this.#dataset(`mnist-${part}`, async () => ({
      paths: [join(this.#collection('mnist'), part)],
      labels: 'folders',
    }));
  }

  /** 400 photographs of 40 people. */
  orlFaces(): Promise<ImageSet> {
    return this.#dataset('orl-faces', async () => ({
      paths: [join(this.#collection('orl'), 'orl-faces')],
      labels: 'folders',
    }));
  }

  /** The 3,000 drawn faces that come with the application. */
  sampleFaces(): Promise<ImageSet> {
    return this.#dataset('sample-faces', async () => {
      const target = join(this.folder, 'sample-faces');
      const { images, factorsCsv } = await materialiseSampleFaces(target, { resources: SAMPLE_FACES });
      return { paths: [images], labels: factorsCsv };
    });
  }

  /** In a quick run some of the images, evenly spread; else all. */
  quickened(set: ImageSet, images = QUICK_IMAGES): ImageSet {
    const { length } = set.ids;
    if (!this.quick || length <= images) return set;
    const positions = Array.from({ length: images }, (_, i) => Math.floor((i * length) / images));
    return partOf(set, set.name, positions);
  }

  /**
   * Trains as the application does: what the options leave open is chosen by automatic mode, the best weights on held-out images
   * are exported. A model of this name and plan that is there is taken as it is; one that was interrupted is gone on with,
   * unless its limit is in minutes.
   */
  async train(name: string, images: ImageSet, options: TrainingOptions): Promise<TrainedModel> {
    const set = this.quickened(images);
    const limits = this.quick ? { epochs: 1, minutes: 0.2 } : {};
    const plan = planTraining(set.facts, { seed: 1, ...options, ...limits }, 'cpu');
    const folder = join(this.folder, 'models', name);
    const record = join(folder, 'trained.json');
    const begun = readRecord(record);
    const isSamePlan = JSON.stringify(begun?.plan) === JSON.stringify(plan);
    if (isSamePlan && begun?.outcome) {
      this.secondsSaved += begun.outcome.seconds;
      return { name, folder, plan, outcome: begun.outcome };
    }
    // A limit in minutes would begin anew with every sitting.
    if (!isSamePlan || plan.minutes !== null) rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(record, JSON.stringify({ plan }));
    const outcome = await trainModel({
      plan,
      source: await set.pixels(plan.size),
      ids: set.ids,
      folder,
      card: { id: name, name, created: new Date(0).toISOString(), labels: [] },
      resume: true,
      progress: this.progress,
    });
    writeFileSync(record, JSON.stringify({ plan, outcome }));
    return { name, folder, plan, outcome };
  }

  close(): void {
    for (const source of this.#open) source.close();
    this.#library.close();
  }

  #collection(name: Collection): string {
    if (this.#data === undefined) throw new Error('--data says where the images are');
    return findCollection(name, this.#data, join(this.folder, 'unpacked'));
  }

  #dataset(name: string, find: FindOriginals): Promise<ImageSet> {
    const known = this.#datasets.get(name) ?? this.#import(name, find);
    this.#datasets.set(name, known);
    return known;
  }

  async #import(name: string, find: FindOriginals): Promise<ImageSet> {
    const { datasets } = this.#library;
    const known = datasets.list().find((dataset) => dataset.name === name);
    const id = known?.id ?? datasets.create(name).id;
    // Also after an import that was interrupted: it goes on with what is missing.
    await importFolders({ datasetId: id, ...(await find()) }, this.#context);
    const { images, channels, medianShortSide } = datasets.get(id);
    const looked = await cachedPixels(this.#library, id);
    const nearBinary = looked !== null && (await isNearBinary(looked).finally(() => looked.close()));
    const records = [...datasets.eachImage(id)];
    return {
      name,
      facts: { images, channels, medianShortSide, nearBinary },
      ids: records.map((record) => record.id),
      labels: records.map(({ label }) => label ?? ''),
      pixels: async (size) => {
        const source = await openDatasetPixels(id, { size, channels }, this.#context);
        this.#open.push(source);
        return source;
      },
    };
  }
}

type FindOriginals = () => Promise<{ paths: string[]; labels: string }>;

function readRecord(
  path: string,
): (Pick<TrainedModel, 'plan'> & Partial<Pick<TrainedModel, 'outcome'>>) | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof readRecord>) : null;
}
