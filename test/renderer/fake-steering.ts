/** The fake engine's answers about steering: statistics, attributes, walks and repairs over the codes of fake-pictures.ts. */
import { MorphospaceError } from '../../src/shared/errors.ts';
import type { AttributeRecord, ImageGroup } from '../../src/shared/steering.ts';
import { modelOf } from './fake-answers.ts';
import type { Answers, FakeContext } from './fake-engine.ts';
import { distance, draw, pack, scene } from './fake-latent.ts';
import { groupOf } from './fake-library.ts';
import { DIMENSIONS } from './fake-pictures.ts';

/** Images that an answer is measured on: enough to show, and few enough to be quick. */
const SOME = 400;
/** An attribute of images alone is told apart badly, so that warnings are seen. */
const GOOD = 0.97;
const CHANCE = 0.54;

function meanOf(codes: Float32Array[]): Float32Array<ArrayBuffer> {
  const mean = new Float32Array(DIMENSIONS);
  for (const code of codes) code.forEach((value, d) => (mean[d]! += value / codes.length));
  return mean;
}

function imagesOf(context: FakeContext, modelId: string, group: ImageGroup | null): number[] {
  const { dataset } = scene(context, modelId);
  const all = Array.from({ length: Math.min(dataset.images, SOME) }, (_, image) => image);
  if (group === null) return all;
  if ('images' in group) return group.images;
  const names = 'label' in group ? [group.label] : 'values' in group ? group.values : [];
  return all.filter((image) => names.includes(dataset.labels[groupOf(dataset, image)]?.name ?? ''));
}

function attributeOf({ state }: FakeContext, id: string): AttributeRecord {
  const found = state.attributes.find((attribute) => attribute.id === id);
  if (found !== undefined) return found;
  throw new MorphospaceError(
    'attribute-not-found',
    'This attribute is not in the library.',
    'Choose another one.',
  );
}

function change(context: FakeContext, id: string, changes: Partial<AttributeRecord>): AttributeRecord {
  const changed = { ...attributeOf(context, id), ...changes };
  context.state.attributes = context.state.attributes.map((one) => (one.id === id ? changed : one));
  context.emit('library', { changed: 'attributes', id });
  return changed;
}

function split({ rows, dimensions, values }: { rows: number; dimensions: number; values: Float32Array }) {
  return Array.from({ length: rows }, (_, i) => values.subarray(i * dimensions, (i + 1) * dimensions));
}

let lastAttribute = 0;

export const steeringAnswers: Answers = {
  'latent.statistics'(context, { modelId }) {
    const { dataset, code } = scene(context, modelId);
    const codes = Array.from({ length: Math.min(dataset.images, SOME) }, (_, image) => code(image));
    const mean = meanOf(codes);
    const deviation = mean.map((m, d) =>
      Math.sqrt(codes.reduce((sum, one) => sum + (one[d]! - m) ** 2, 0) / codes.length),
    );
    const order = Array.from(mean.keys()).sort((a, b) => deviation[b]! - deviation[a]!);
    const axes = order.slice(0, 8).map((d) => Array.from(mean.keys(), (at) => (at === d ? 1 : 0)));
    return {
      images: dataset.images,
      mean,
      deviation,
      kl: deviation.map((d) => d ** 2 * 1.2),
      klImages: SOME,
      order,
      directions: {
        axes: pack(axes),
        deviations: Float32Array.from(order.slice(0, 8), (d) => deviation[d]!),
        explained: Float32Array.from(axes, (_, i) => 0.2 / (i + 1)),
      },
    };
  },

  'attributes.list': ({ state }, { modelId }) =>
    state.attributes.filter((attribute) => attribute.modelId === modelId),
  'attributes.create'(context, { modelId, name, positive, negative = null, against = [] }) {
    const { code } = scene(context, modelId);
    const having = imagesOf(context, modelId, positive);
    const lacking = imagesOf(context, modelId, negative).filter((image) => !having.includes(image));
    const from = meanOf(lacking.map(code));
    const vector = meanOf(having.map(code)).map((value, d) => value - from[d]!);
    const auroc = 'images' in positive ? CHANCE : GOOD;
    const id = `attribute-${++lastAttribute}`;
    const made: AttributeRecord = {
      id,
      modelId,
      name,
      positive,
      negative,
      created: new Date().toISOString(),
      against: against.map((other) => ({ id: other, name: attributeOf(context, other).name })),
      vector,
      strength: Math.hypot(...vector),
      images: { positive: having.length, negative: lacking.length },
      heldOut: { positive: Math.ceil(having.length / 2), negative: Math.ceil(lacking.length / 2) },
      auroc,
      interval: [auroc - 0.02, Math.min(1, auroc + 0.02)],
      trustworthy: auroc === GOOD,
      outdated: false,
    };
    context.state.attributes.push(made);
    context.emit('library', { changed: 'attributes', id });
    return made;
  },
  'attributes.orthogonalise': (context, { attributeId, against }) =>
    change(context, attributeId, {
      against: against.map((id) => ({ id, name: attributeOf(context, id).name })),
    }),
  'attributes.rename': (context, { attributeId, name }) => change(context, attributeId, { name }),
  'attributes.remove'(context, { attributeId }) {
    context.state.attributes = context.state.attributes.filter(({ id }) => id !== attributeId);
    context.emit('library', { changed: 'attributes', id: attributeId });
  },

  'latent.pathOfCodes'(context, { modelId, codes, steps = 24 }) {
    const { size, grey } = scene(context, modelId);
    const stops = split(codes);
    const frames = stops.slice(1).flatMap((to, segment) => {
      const from = stops[segment]!;
      return Array.from({ length: steps }, (_, s) =>
        from.map((v, d) => v + ((to[d]! - v) * s) / (steps - 1)),
      ).slice(segment === 0 ? 0 : 1);
    });
    return { codes: pack(frames), pictures: draw(frames, size, grey) };
  },
  'latent.walk'(context, { projectionId, points }) {
    const { modelId } = context.state.projections.find(({ id }) => id === projectionId)!;
    const { dataset, size, grey, code } = scene(context, modelId);
    const place = (z: Float32Array) => Float32Array.of(z[0]! + 0.25 * z[2]!, z[1]! + 0.25 * z[3]!);
    const images = Array.from({ length: Math.min(dataset.images, 3000) }, (_, image) => image);
    const found = Array.from({ length: points.length / 2 }, (_, i) => {
      const at = points.subarray(2 * i, 2 * i + 2);
      return images
        .map((image) => ({ image, d: distance(place(code(image)), at) }))
        .reduce((best, one) => (one.d < best.d ? one : best));
    });
    const codes = found.map(({ image }) => code(image));
    return {
      codes: pack(codes),
      pictures: draw(codes, size, grey),
      confidence: Float32Array.from(found, ({ d }) => Math.exp(-3 * d)),
      nearest: Int32Array.from(found, ({ image }) => image),
    };
  },
  'latent.repair'(context, { modelId, index, mask }) {
    const { size, grey, code } = scene(context, modelId);
    const of = code(index ?? 0);
    const { rgba } = draw([of, of, of], size, grey);
    mask?.forEach((hidden, pixel) => hidden === 1 && rgba.fill(128, 4 * pixel, 4 * pixel + 3));
    return {
      pictures: { count: 3, size, rgba },
      code: of,
      error: 0.0042,
      iterations: 120,
      converged: true,
    };
  },
  'latent.exportCodes': (context, { modelId, codes, out }) => ({
    jobId: context.startJob({
      kind: 'sample',
      title: `Save ${codes.rows} pictures of ${modelOf(context, modelId).name}`,
      modelId,
      steps: 2,
      step: (done) => ({ title: 'Drawing', value: done / 2 }),
      finish: () => ({ images: codes.rows, file: out }),
    }),
  }),
};
