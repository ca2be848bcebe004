/** The fake engine's answers about codes, layouts and pictures: its codes are those that fake-pictures.ts draws from. */
import { MorphospaceError } from '../../src/shared/errors.ts';
import { datasetOf, modelOf } from './fake-answers.ts';
import type { Answers, FakeContext } from './fake-engine.ts';
import { groupOf, makeImage } from './fake-library.ts';
import { codeOf, DIMENSIONS, drawBlurredFace, drawFace, randomSource } from './fake-pictures.ts';

/** The model's dataset with its pictures' side, colour and codes. */
export function scene(context: FakeContext, modelId: string) {
  const model = modelOf(context, modelId);
  const dataset = datasetOf(context, model.datasetId);
  return {
    dataset,
    size: model.plan.size,
    grey: dataset.channels === 1,
    code: (index: number) => codeOf(index, groupOf(dataset, index), dataset.labels.length),
  };
}

export function pack(rows: ArrayLike<number>[]) {
  const values = new Float32Array(rows.length * DIMENSIONS);
  rows.forEach((row, i) => values.set(row, i * DIMENSIONS));
  return { rows: rows.length, dimensions: DIMENSIONS, values };
}

export function draw(codes: ArrayLike<number>[], size: number, grey: boolean) {
  const rgba = new Uint8Array(codes.length * size * size * 4);
  codes.forEach((code, i) => rgba.set(drawBlurredFace(code, size, size * 0.6, grey), i * size * size * 4));
  return { count: codes.length, size, rgba };
}

export const distance = (a: Float32Array, b: Float32Array) =>
  Math.sqrt(a.reduce((sum, v, i) => sum + (v - b[i]!) ** 2, 0));

function layout(context: FakeContext, modelId: string): Float32Array<ArrayBuffer> {
  const { dataset, code } = scene(context, modelId);
  const values = new Float32Array(dataset.images * 2);
  for (let i = 0; i < dataset.images; i++) {
    const z = code(i);
    values[2 * i] = z[0]! + 0.25 * z[2]!;
    values[2 * i + 1] = z[1]! + 0.25 * z[3]!;
  }
  return values;
}

let lastProjection = 0;

export const latentAnswers: Answers = {
  'models.embed': (context, { modelId }) => ({
    jobId: context.startJob({
      kind: 'embed',
      title: `Encode the images with ${modelOf(context, modelId).name}`,
      modelId,
      steps: 10,
      step: (done) => ({ title: 'Encoding images', value: done / 10 }),
      finish() {
        modelOf(context, modelId).embedded = true;
        context.emit('library', { changed: 'models', id: modelId });
        const { images } = scene(context, modelId).dataset;
        return { rows: images, dimensions: DIMENSIONS, file: null, skipped: [] };
      },
    }),
  }),
  'projections.list': ({ state }, { modelId }) =>
    state.projections.filter((projection) => projection.modelId === modelId),
  'projections.create'(context, { modelId, method, options = {}, name }) {
    const projectionId = `projection-${++lastProjection}`;
    const steps = method === 'umap' ? 30 : 3;
    const final = layout(context, modelId);
    const random = randomSource(1);
    const start = final.map(() => random() * 6 - 3);
    const jobId = context.startJob({
      kind: 'project',
      title: method === 'umap' ? 'Lay out the map (UMAP)' : 'Lay out the map (PCA)',
      modelId,
      projectionId,
      steps,
      step(done) {
        const share = done / steps;
        const values = final.map((value, i) => start[i]! + (value - start[i]!) * share ** 0.5);
        context.emit('layout', { projectionId, modelId, epoch: done, epochs: steps, values });
        return {
          title: 'Arranging the images',
          value: share,
          secondsLeft: ((steps - done) * context.tick) / 1000,
        };
      },
      finish() {
        const rows = final.length / 2;
        const created = new Date().toISOString();
        context.state.projections.push({
          id: projectionId,
          modelId,
          name: name || null,
          method,
          options,
          created,
          rows,
          seconds: 3,
        });
        context.emit('library', { changed: 'projections', id: projectionId });
        return { projectionId, rows, seconds: 3 };
      },
    });
    return { jobId, projectionId };
  },
  'projections.rename'({ state, emit }, { projectionId, name }) {
    const renamed = { ...state.projections.find(({ id }) => id === projectionId)!, name: name || null };
    state.projections = state.projections.map((record) => (record.id === projectionId ? renamed : record));
    emit('library', { changed: 'projections', id: projectionId });
    return renamed;
  },
  'projections.remove'({ state, emit }, { projectionId }) {
    state.projections = state.projections.filter(({ id }) => id !== projectionId);
    emit('library', { changed: 'projections', id: projectionId });
  },
  'projections.coordinates'(context, { projectionId }) {
    const projection = context.state.projections.find(({ id }) => id === projectionId);
    if (projection === undefined) {
      throw new MorphospaceError('projection-not-found', 'This map is not in the library.', 'Make it again.');
    }
    const values = layout(context, projection.modelId);
    return { rows: values.length / 2, values };
  },

  'latent.inspect'(context, { modelId, index }) {
    const { dataset, size, grey, code } = scene(context, modelId);
    const original = drawFace(code(index), size, grey);
    const reconstruction = drawBlurredFace(code(index), size, size * 0.6, grey);
    const rgba = new Uint8Array(3 * original.length);
    let sum = 0;
    const error = original.map((value, i) => {
      if (i % 4 === 3) return 255;
      const difference = Math.abs(value - reconstruction[i]!);
      sum += (difference / 255) ** 2;
      return difference * 2;
    });
    [original, reconstruction, error].forEach((picture, i) => rgba.set(picture, i * original.length));
    const mse = sum / (size * size * 3);
    return {
      image: makeImage(dataset, index),
      pictures: { count: 3, size, rgba },
      mse,
      psnr: -10 * Math.log10(mse),
      code: code(index),
    };
  },
  'latent.neighbours'(context, { modelId, index, indices, code: given, k = 12 }) {
    const { dataset, code } = scene(context, modelId);
    const asked = indices ?? (index === undefined ? [] : [index]);
    const mean = () =>
      asked
        .map(code)
        .reduce(
          (sum, one) => sum.map((value, d) => value + one[d]! / asked.length),
          new Float32Array(DIMENSIONS),
        );
    const query = given ?? mean();
    return Array.from({ length: Math.min(dataset.images, 3000) }, (_, i) => ({
      i,
      distance: distance(code(i), query),
    }))
      .filter(({ i }) => !asked.includes(i))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, k)
      .map(({ i, distance: d }) => ({ ...makeImage(dataset, i), distance: d }));
  },
  'latent.encode': (context, { modelId, indices }) => pack(indices.map(scene(context, modelId).code)),
  'latent.encodeFile': (context, { modelId, bytes }) => pack([scene(context, modelId).code(bytes.length)]),
  'latent.decode'(context, { modelId, codes }) {
    const { size, grey } = scene(context, modelId);
    const { rows, dimensions, values } = codes;
    const split = Array.from({ length: rows }, (_, i) =>
      values.subarray(i * dimensions, (i + 1) * dimensions),
    );
    return draw(split, size, grey);
  },
  'latent.path'(context, { modelId, indices, steps = 24 }) {
    const { size, grey, code } = scene(context, modelId);
    // As the engine does: where two segments meet is one frame.
    const frames = indices.slice(1).flatMap((to, segment) => {
      const [a, b] = [code(indices[segment]!), code(to)];
      return Array.from({ length: steps }, (_, s) =>
        a.map((v, d) => v + ((b[d]! - v) * s) / (steps - 1)),
      ).slice(segment === 0 ? 0 : 1);
    });
    return { codes: pack(frames), pictures: draw(frames, size, grey) };
  },
  'latent.sample'(context, { modelId, count = 64, temperature = 1, seed = 0, label, truncation, around }) {
    const { size, grey, dataset, code } = scene(context, modelId);
    const group = dataset.labels.findIndex(({ name }) => name === label);
    const most = truncation ?? Infinity;
    const codes = Array.from({ length: count }, (_, i) => {
      const own = codeOf(
        seed * 10_000 + i + 500_000,
        Math.max(0, group),
        group < 0 ? 1 : dataset.labels.length,
      ).map((v) => Math.max(-most, Math.min(most, v)));
      if (around === undefined) return own.map((v) => v * temperature);
      return own.map((v, d) => Math.sqrt(1 - temperature ** 2) * around[d]! + temperature * v);
    });
    const near = codes.map((sample) => {
      const found = Array.from({ length: 60 }, (_, i) => ({ i, d: distance(code(i), sample) }));
      return found.reduce((best, one) => (one.d < best.d ? one : best));
    });
    return {
      codes: pack(codes),
      pictures: draw(codes, size, grey),
      nearest: modelOf(context, modelId).embedded
        ? {
            indices: Int32Array.from(near, ({ i }) => i),
            distances: Float32Array.from(near, ({ d }) => d),
            usual: 3,
          }
        : null,
    };
  },
};
