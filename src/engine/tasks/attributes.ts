/** Making attribute vectors of a model, from the codes that the explorer holds. */
import type { AttributeDefinition } from '../../shared/steering.ts';
import type { TaskContext } from '../jobs/task.ts';
import { measureAttribute } from '../latent/attribute.ts';
import type { StoredAttribute } from '../library/attributes.ts';
import { createIdentifier } from '../library/identifiers.ts';
import { imagesOfDefinition } from '../library/image-groups.ts';
import { exploredModel } from './explored-models.ts';

export interface CreateAttributeInput extends AttributeDefinition {
  modelId: string;
  name: string;
  /** Identifiers of attributes that it is to be at right angles to. */
  against: string[];
}

/** @throws MorphospaceError `name-taken`, `not-embedded`, `attribute-images`, `attribute-not-separate` */
export async function createAttribute(
  { modelId, name, against, positive, negative }: CreateAttributeInput,
  { library }: TaskContext,
): Promise<StoredAttribute> {
  library.attributes.requireFree(modelId, name);
  const created = new Date().toISOString();
  const identity = { id: createIdentifier(name), modelId, name, created, positive, negative };
  return measure(identity, against, library);
}

/**
 * Measures an attribute anew, at right angles to others; to none of them for the plain difference of means.
 *
 * @throws MorphospaceError as `createAttribute`
 */
export async function orthogonaliseAttribute(
  { attributeId, against }: { attributeId: string; against: string[] },
  { library }: TaskContext,
): Promise<StoredAttribute> {
  return measure(await library.attributes.get(attributeId), against, library);
}

async function measure(
  {
    id,
    modelId,
    name,
    created,
    positive,
    negative,
  }: Pick<StoredAttribute, 'id' | 'modelId' | 'name' | 'created' | 'positive' | 'negative'>,
  against: readonly string[],
  library: TaskContext['library'],
): Promise<StoredAttribute> {
  const { datasetId, steps } = library.models.get(modelId);
  const held = (await library.attributes.list(modelId)).filter(
    (other) => other.id !== id && against.includes(other.id),
  );
  const codes = await (await exploredModel(library, modelId)).codes();
  const images = await imagesOfDefinition(library, { datasetId, modelId }, { positive, negative });
  const measured = measureAttribute(codes, images.positive, images.negative, {
    against: held.map(({ vector }) => vector),
  });
  const attribute = {
    ...{ id, modelId, name, created, steps, positive, negative, ...measured },
    against: held.map((other) => ({ id: other.id, name: other.name })),
  };
  await library.attributes.put(attribute);
  return attribute;
}
