/** The attributes of the current model: directions along which images gain something that some have and others lack. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { AttributeDefinition, AttributeRecord } from '../../shared/steering.ts';
import { useHost } from '../host.ts';
import { useConnection } from './connection.ts';
import { useModels } from './models.ts';

export const useAttributes = defineStore('attributes', () => {
  const { transport } = useHost();
  const models = useModels();
  const modelId = computed(() => models.current?.id ?? null);

  const list = shallowRef<readonly AttributeRecord[]>([]);
  const error = shallowRef<unknown>(null);
  /** By id: `[dimensions]` each. */
  const vectors = computed(() => new Map(list.value.map(({ id, vector }) => [id, vector])));

  async function load(): Promise<void> {
    const asked = modelId.value;
    if (asked === null) return;
    try {
      const listed = await transport.call('attributes.list', { modelId: asked });
      if (asked !== modelId.value) return;
      list.value = listed;
      error.value = null;
    } catch (failure) {
      if (asked === modelId.value) error.value = failure;
    }
  }

  async function create(name: string, definition: AttributeDefinition): Promise<AttributeRecord> {
    const made = await transport.call('attributes.create', { modelId: modelId.value!, name, ...definition });
    await load();
    return made;
  }

  /** At right angles to all others, so that moving along it leaves them as they are; or the plain direction again. */
  async function orthogonalise(attributeId: string, apart: boolean): Promise<void> {
    const others = list.value.filter(({ id }) => id !== attributeId).map(({ id }) => id);
    await transport.call('attributes.orthogonalise', { attributeId, against: apart ? others : [] });
    await load();
  }

  async function rename(attributeId: string, name: string): Promise<void> {
    await transport.call('attributes.rename', { attributeId, name });
    await load();
  }

  async function remove(attributeId: string): Promise<void> {
    await transport.call('attributes.remove', { attributeId });
    await load();
  }

  /** The images that a new attribute is to be made of, while those without it are still being selected. */
  const pending = ref<Uint32Array | null>(null);

  transport.on('library', ({ changed }) => {
    if (changed === 'attributes') void load();
  });
  useConnection().onReady(load);
  watch(
    // A model that was trained further has attributes that are out of date.
    () => [modelId.value, models.current?.epochs],
    () => {
      list.value = [];
      pending.value = null;
      void load();
    },
    { immediate: true },
  );

  return { list, error, vectors, pending, load, create, orthogonalise, rename, remove };
});
