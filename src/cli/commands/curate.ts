/** `tag`, `exclude` and `tags`: what people say about their images. */
import { tagNameSchema } from '../../shared/curation.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import type { Command } from '../command.ts';
import { requireDataset } from '../lookup.ts';
import { table } from '../output.ts';
import { choosesImages, SELECTION_OPTIONS, selectImages } from '../selection.ts';

const CHOICES = '[--images FILE|-] [--label L] [--tag T] [--search TEXT] [--where CONDITION]';

/** @throws UsageError when nothing says which images are meant. */
function requireChoice(args: Arguments): void {
  if (!choosesImages(args))
    throw new UsageError('which images is missing: say it by --images, --label, --tag, --search or --where');
}

export const tagCommand: Command = {
  usage: `<dataset> <tag> ${CHOICES} [--remove]`,
  summary: 'Give images a tag, or take it away.',
  options: { ...SELECTION_OPTIONS, remove: { summary: 'take the tag away' } },
  maximumArguments: 2,
  async run({ arguments: args, output, engine: open }) {
    const name = args.required(0, 'the dataset');
    const tag = tagNameSchema.safeParse(args.required(1, 'the tag'));
    if (!tag.success) throw new UsageError('a tag has 1 to 60 characters');
    requireChoice(args);
    const engine = await open();
    const dataset = await requireDataset(engine, name);
    const images = await selectImages(engine, dataset, args);
    const present = !args.switch('remove');
    const { inverse } = await engine.call('curation.apply', {
      datasetId: dataset.id,
      changes: [{ kind: 'tag', tag: tag.data, images, present }],
    });
    const changed = inverse.flatMap((change) => ('images' in change ? change.images : [])).length;
    output.result({ tag: tag.data, images: images.length, changed }, [
      present
        ? `${changed} images tagged "${tag.data}".`
        : `${changed} images have lost the tag "${tag.data}".`,
    ]);
  },
};

export const excludeCommand: Command = {
  usage: `<dataset> ${CHOICES} [--take-back]`,
  summary:
    'Leave images out of training; they stay on the map. Models that are trained already do not change.',
  options: { ...SELECTION_OPTIONS, 'take-back': { summary: 'let training have them again' } },
  maximumArguments: 1,
  async run({ arguments: args, output, engine: open }) {
    const name = args.required(0, 'the dataset');
    requireChoice(args);
    const engine = await open();
    const dataset = await requireDataset(engine, name);
    const images = await selectImages(engine, dataset, args);
    await engine.call('curation.apply', {
      datasetId: dataset.id,
      changes: [{ kind: 'exclude', images, excluded: !args.switch('take-back') }],
    });
    const { excluded } = await engine.call('curation.summary', { datasetId: dataset.id });
    output.result({ images: images.length, excluded }, [
      `${excluded} of ${dataset.images} images are left out of training.`,
    ]);
  },
};

export const tagsCommand: Command = {
  usage: '<dataset>',
  summary: 'List the tags of a dataset, and count its notes and the images left out of training.',
  options: {},
  maximumArguments: 1,
  async run({ arguments: args, output, engine: open }) {
    const engine = await open();
    const { id: datasetId } = await requireDataset(engine, args.required(0, 'the dataset'));
    const summary = await engine.call('curation.summary', { datasetId });
    output.result(summary, [
      ...table(summary.tags.map(({ name, images }) => [name, `${images} images`])),
      `${summary.notes} notes; ${summary.excluded} images left out of training.`,
    ]);
  },
};
