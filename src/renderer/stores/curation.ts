/** What a person says about the images of the current dataset, with every change undone and done again in one step. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { CurationChange, CurationSummary } from '../../shared/curation.ts';
import { useHost } from '../host.ts';
import { plural } from '../words.ts';
import { useConnection } from './connection.ts';
import { useDatasets } from './datasets.ts';
import { useNotices } from './notices.ts';

/** Steps that can be undone. */
const STEPS = 100;
/** Tags that keys 1 to 9 stand for. */
const KEYS = 9;

interface Step {
  readonly title: string;
  /** What takes it back. */
  readonly inverse: readonly CurationChange[];
}

export const useCuration = defineStore('curation', () => {
  const { transport } = useHost();
  const datasets = useDatasets();
  const notices = useNotices();

  const summary = shallowRef<CurationSummary>({ tags: [], notes: 0, excluded: 0 });
  /** Counts every change, so that who shows a single image's tags asks again. */
  const version = ref(0);
  const done = shallowRef<readonly Step[]>([]);
  const undone = shallowRef<readonly Step[]>([]);
  const undoable = computed(() => done.value.at(-1)?.title ?? null);
  const redoable = computed(() => undone.value.at(-1)?.title ?? null);

  /** The tags of keys 1 to 9, in the order in which they came to be: a key keeps its meaning. */
  const keyTags = ref<string[]>([]);

  /** Changes follow one another, so that undo meets them in the order in which they were made. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(action: () => Promise<T>): Promise<T> {
    const next = last.then(action, action);
    last = next.catch(() => undefined);
    return next;
  }

  async function send(changes: readonly CurationChange[]): Promise<CurationChange[]> {
    const datasetId = datasets.current!.id;
    const { inverse } = await transport.call('curation.apply', { datasetId, changes: [...changes] });
    if (inverse.length > 0) version.value++;
    return inverse;
  }

  /** Applies changes as one step; returns whether anything was changed. */
  function apply(changes: readonly CurationChange[], title: string): Promise<boolean> {
    return inTurn(async () => {
      const inverse = await send(changes);
      if (inverse.length === 0) return false;
      done.value = [...done.value, { title, inverse }].slice(-STEPS);
      undone.value = [];
      return true;
    });
  }

  function move(from: typeof done, to: typeof done): Promise<string | null> {
    return inTurn(async () => {
      const step = from.value.at(-1);
      if (step === undefined) return null;
      const inverse = await send(step.inverse);
      from.value = from.value.slice(0, -1);
      if (inverse.length > 0) to.value = [...to.value, { title: step.title, inverse }];
      return step.title;
    });
  }

  async function undo(): Promise<void> {
    const title = await move(done, undone);
    if (title !== null) notices.show({ tone: 'plain', title: `Undone: ${title}` });
  }

  async function redo(): Promise<void> {
    const title = await move(undone, done);
    if (title !== null) notices.show({ tone: 'plain', title: `Done again: ${title}` });
  }

  /** Gives images a tag; where all of them have it already it is taken away. */
  async function toggleTag(tag: string, images: readonly number[]): Promise<void> {
    const name = tag.trim();
    if (name === '' || images.length === 0) return;
    remember(name);
    const change = (present: boolean): CurationChange[] => [
      { kind: 'tag', tag: name, images: [...images], present },
    ];
    const many = plural(images.length, 'image');
    if (await apply(change(true), `tag ${many} “${name}”`)) return;
    await apply(change(false), `take “${name}” from ${many}`);
  }

  /** Leaves images out of training; where all of them are out already they are taken in again. */
  async function toggleExcluded(images: readonly number[]): Promise<void> {
    const change = (excluded: boolean): CurationChange[] => [
      { kind: 'exclude', images: [...images], excluded },
    ];
    const many = plural(images.length, 'image');
    if (await apply(change(true), `leave ${many} out of training`)) return;
    await apply(change(false), `take ${many} into training again`);
  }

  const setNote = (image: number, text: string) =>
    apply([{ kind: 'note', image, text }], text === '' ? 'remove a note' : 'write a note');

  function remember(tag: string): void {
    if (keyTags.value.length < KEYS && !keyTags.value.includes(tag)) keyTags.value = [...keyTags.value, tag];
  }

  async function load(): Promise<void> {
    const datasetId = datasets.current?.id;
    if (datasetId === undefined) return;
    const read = await transport.call('curation.summary', { datasetId });
    if (datasetId !== datasets.current?.id) return;
    summary.value = read;
    for (const { name } of read.tags) remember(name);
  }

  transport.on('library', ({ changed, id }) => {
    if (changed === 'curation' && id === datasets.current?.id) void load().catch(notices.showError);
  });
  useConnection().onReady(load);
  watch(
    () => datasets.current?.id,
    () => {
      summary.value = { tags: [], notes: 0, excluded: 0 };
      done.value = [];
      undone.value = [];
      keyTags.value = [];
      load().catch(notices.showError);
    },
    { immediate: true },
  );

  return {
    summary,
    version,
    undoable,
    redoable,
    keyTags,
    apply,
    undo,
    redo,
    toggleTag,
    toggleExcluded,
    setNote,
  };
});
