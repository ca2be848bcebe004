/** The fake engine's answers about tags, notes, exclusions, columns and what screens keep. */
import type { ColumnRecord } from '../../src/shared/columns.ts';
import type { CurationChange } from '../../src/shared/curation.ts';
import { MorphospaceError } from '../../src/shared/errors.ts';
import { datasetOf } from './fake-answers.ts';
import type { Answers, FakeContext } from './fake-engine.ts';
import { analysisColumnsOf } from './fake-findings.ts';
import { groupOf, makeImage } from './fake-library.ts';
import { codeOf, DIMENSIONS } from './fake-pictures.ts';

export interface FakeCuration {
  tags: Map<string, Set<number>>;
  excluded: Set<number>;
  notes: Map<number, string>;
}

function curationOf({ state }: FakeContext, datasetId: string): FakeCuration {
  let curation = state.curation.get(datasetId);
  if (curation === undefined) {
    curation = { tags: new Map(), excluded: new Set(), notes: new Map() };
    state.curation.set(datasetId, curation);
  }
  return curation;
}

/** Makes a change and gives what undoes it; null when nothing was changed. */
function change(curation: FakeCuration, wanted: CurationChange): CurationChange | null {
  if (wanted.kind === 'note') {
    const before = curation.notes.get(wanted.image) ?? '';
    if (before === wanted.text) return null;
    if (wanted.text === '') curation.notes.delete(wanted.image);
    else curation.notes.set(wanted.image, wanted.text);
    return { ...wanted, text: before };
  }
  const set =
    wanted.kind === 'exclude' ? curation.excluded : (curation.tags.get(wanted.tag) ?? new Set<number>());
  const present = wanted.kind === 'exclude' ? wanted.excluded : wanted.present;
  const images = wanted.images.filter((image) => set.has(image) !== present);
  for (const image of images) {
    if (present) set.add(image);
    else set.delete(image);
  }
  if (wanted.kind === 'tag') {
    if (set.size > 0) curation.tags.set(wanted.tag, set);
    else curation.tags.delete(wanted.tag);
  }
  if (images.length === 0) return null;
  return wanted.kind === 'exclude'
    ? { ...wanted, images, excluded: !present }
    : { ...wanted, images, present: !present };
}

type Column = ColumnRecord & { valueOf(image: number): number };

const numbers = (id: string, title: string, group: Column['group'], valueOf: Column['valueOf']): Column => ({
  id,
  title,
  group,
  kind: 'number',
  categories: [],
  valueOf,
});

function columnsOf(context: FakeContext, datasetId: string, modelId: string | undefined): Column[] {
  const dataset = datasetOf(context, datasetId);
  const { tags, excluded } = curationOf(context, datasetId);
  const yesNo = (id: string, title: string, set: Set<number>): Column => ({
    id,
    title,
    group: 'curation',
    kind: 'category',
    categories: [
      { name: 'No', images: dataset.images - set.size },
      { name: 'Yes', images: set.size },
    ],
    valueOf: (image) => (set.has(image) ? 1 : 0),
  });
  const label: Column = {
    id: 'label',
    title: 'Label',
    group: 'image',
    kind: 'category',
    categories: dataset.labels,
    valueOf: (image) => groupOf(dataset, image),
  };
  const code = (image: number) => codeOf(image, groupOf(dataset, image), dataset.labels.length);
  return [
    ...(dataset.labels.length > 0 ? [label] : []),
    numbers('width', 'Width', 'image', (image) => makeImage(dataset, image).width),
    numbers('bytes', 'Size of the file', 'image', (image) => makeImage(dataset, image).bytes),
    ...[...tags].map(([name, images]) => yesNo(`tag:${name}`, name, images)),
    ...(excluded.size > 0 ? [yesNo('excluded', 'Left out of training', excluded)] : []),
    ...analysisColumnsOf(context, datasetId, modelId),
    ...(modelId === undefined
      ? []
      : Array.from({ length: DIMENSIONS }, (_, z) =>
          numbers(`z:${z}`, `z${z}`, 'latent', (image) => code(image)[z]!),
        )),
  ];
}

export const curationAnswers: Answers = {
  'state.read': ({ state }, { key }) => ({ value: state.screens.get(key) ?? null }),
  'state.write': ({ state }, { key, value }) => void state.screens.set(key, structuredClone(value)),

  'datasets.imagesAt'(context, { datasetId, indices }) {
    const dataset = datasetOf(context, datasetId);
    return indices.map((index) => makeImage(dataset, index));
  },

  'columns.list': (context, { datasetId, modelId }) =>
    columnsOf(context, datasetId, modelId).map(({ id, title, group, kind, categories }) => ({
      id,
      title,
      group,
      kind,
      categories,
    })),
  'columns.values'(context, { datasetId, modelId, column }) {
    const { images } = datasetOf(context, datasetId);
    // Tags that no image has are columns too, as in the engine.
    const found =
      columnsOf(context, datasetId, modelId).find(({ id }) => id === column) ??
      (column.startsWith('tag:') || column === 'excluded'
        ? numbers(column, column, 'curation', () => 0)
        : undefined);
    if (found === undefined)
      throw new MorphospaceError('no-such-column', `There is no column "${column}".`, 'Choose another.');
    return { values: Float32Array.from({ length: images }, (_, image) => found.valueOf(image)) };
  },

  'curation.summary'(context, { datasetId }) {
    const { tags, excluded, notes } = curationOf(context, datasetId);
    return {
      tags: [...tags].map(([name, images]) => ({ name, images: images.size })),
      notes: notes.size,
      excluded: excluded.size,
    };
  },
  'curation.image'(context, { datasetId, index }) {
    const { tags, excluded, notes } = curationOf(context, datasetId);
    return {
      tags: [...tags].filter(([, images]) => images.has(index)).map(([name]) => name),
      note: notes.get(index) ?? '',
      excluded: excluded.has(index),
    };
  },
  'curation.notes': (context, { datasetId }) =>
    [...curationOf(context, datasetId).notes].map(([image, text]) => ({ image, text })),
  'curation.apply'(context, { datasetId, changes }) {
    const curation = curationOf(context, datasetId);
    const inverse = changes.map((wanted) => change(curation, wanted)).filter((made) => made !== null);
    if (inverse.length > 0) context.emit('library', { changed: 'curation', id: datasetId });
    return { inverse: inverse.toReversed() };
  },
  'curation.export': (context, { datasetId, images, out }) => ({
    jobId: context.startJob({
      kind: 'export',
      title: `Export images of ${datasetOf(context, datasetId).name}`,
      datasetId,
      steps: 4,
      step: (done) => ({ title: 'Copying', value: done / 4 }),
      finish: () => ({ images: images.length, out, skipped: [] }),
    }),
  }),
};
