/** Answers about the attributes of models: directions along which images change. */
import type { AttributeRecord } from '../../shared/steering.ts';
import type { StoredAttribute } from '../library/attributes.ts';
import type { Answers, Rooms } from './rooms.ts';

type AttributeMethod = Extract<keyof Answers, `attributes.${string}`>;

export function attributeAnswers({ library, explorer, emit }: Rooms): Answers<AttributeMethod> {
  const { attributes, models } = library;
  const toRecord = ({ steps, ...stored }: StoredAttribute): AttributeRecord => ({
    ...stored,
    outdated: models.get(stored.modelId).steps !== steps,
  });
  const changed = (stored: StoredAttribute): AttributeRecord => {
    emit('library', { changed: 'attributes', id: stored.id });
    return toRecord(stored);
  };

  return {
    'attributes.list': async ({ modelId }) => (await attributes.list(models.get(modelId).id)).map(toRecord),
    'attributes.create': async (params) => changed(await explorer.ask('createAttribute', params)),
    'attributes.orthogonalise': async (params) =>
      changed(await explorer.ask('orthogonaliseAttribute', params)),
    'attributes.rename': async ({ attributeId, name }) => changed(await attributes.rename(attributeId, name)),

    async 'attributes.remove'({ attributeId }) {
      await attributes.remove(attributeId);
      emit('library', { changed: 'attributes', id: attributeId });
    },
  };
}
