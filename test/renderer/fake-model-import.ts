/** An import of ONNX files into the fake engine: a file called "wrong" does not fit, every other one does. */
import type { Params } from '../../src/shared/contract.ts';
import type { DatasetRecord } from '../../src/shared/datasets.ts';
import { MorphospaceError } from '../../src/shared/errors.ts';
import type { ModelIo } from '../../src/shared/imported.ts';
import type { FakeContext } from './fake-engine.ts';
import { makeModel, makePlan, makeValidation } from './fake-library.ts';

const SIZE = 64;
const LATENT = 128;

export function startModelImport(
  context: FakeContext,
  dataset: DatasetRecord,
  { encoder, decoder, name, range = 'auto' }: Params<'models.importOnnx'>,
): string {
  return context.startJob({
    kind: 'import-model',
    title: `Import ${encoder}`,
    datasetId: dataset.id,
    steps: 3,
    step: (done) => ({ title: 'Encoding images', value: done / 3 }),
    finish() {
      if (encoder.includes('wrong')) {
        throw new MorphospaceError(
          'other-shape',
          'The encoder wrong.onnx does not fit: its input x is float32 [n, 784], and images were expected.',
          'Export the encoder with images as its input.',
        );
      }
      const values = range === 'auto' ? '-1..1' : range;
      const io: ModelIo = {
        encoder: {
          image: { name: 'pixels', layout: 'NCHW', range: values },
          batch: null,
          code: 'features',
          logVariance: null,
        },
        decoder:
          decoder === undefined
            ? null
            : {
                code: { name: 'features', shape: [LATENT] },
                batch: null,
                image: { name: 'picture', layout: 'NCHW', range: values },
              },
      };
      const plan = makePlan(dataset, { family: 'autoencoder', size: SIZE, latent: LATENT });
      const validation =
        decoder === undefined ? null : { ...makeValidation(plan, 0.5), training: null, gap: null };
      const model = makeModel(dataset, 'imported', name ?? 'encoder', {
        ...{ plan, imported: io, validation, epochs: 0, created: new Date().toISOString() },
      });
      context.state.models.push(model);
      context.emit('library', { changed: 'models', id: model.id });
      return {
        ...{ modelId: model.id, name: model.name, size: SIZE, channels: dataset.channels },
        ...{ latent: LATENT, io, validation },
      };
    },
  });
}
