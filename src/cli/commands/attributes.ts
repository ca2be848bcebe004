/** `attribute` and `attributes`: directions along which images gain something that some have and others lack. */
import { existsSync } from 'node:fs';
import type { Transport } from '../../shared/contract.ts';
import { MorphospaceError } from '../../shared/errors.ts';
import type { ModelRecord } from '../../shared/models.ts';
import { type AttributeRecord, attributeWarning, type ImageGroup } from '../../shared/steering.ts';
import { UsageError } from '../arguments.ts';
import type { Command } from '../command.ts';
import { requireModel } from '../lookup.ts';
import { table } from '../output.ts';
import { imagesListed, imagesWhere } from '../selection.ts';

const CONDITION = /[<>=]/;

export const attributeCommand: Command = {
  usage: '<model> NAME --positive LABEL|FILE.txt|CONDITION [--negative …] [--against NAME,…]',
  summary: 'Measure the direction from images without something to images with it, and whether to trust it.',
  options: {
    positive: {
      value: 'IMAGES',
      summary: 'images with it: a label, a list of files, or a condition: "smile > 0.5 and age < 0.3"',
    },
    negative: { value: 'IMAGES', summary: 'images without it, said in the same way (all others)' },
    against: { value: 'NAMES', summary: 'attributes that are to stay as they are, separated by commas' },
  },
  maximumArguments: 2,
  async run({ arguments: args, engine, output }) {
    const model = args.required(0, 'the model');
    const name = args.required(1, 'the name of the attribute');
    const positive = args.requiredText('positive');
    const negative = args.text('negative');
    const held = args.text('against')?.split(',') ?? [];
    const transport = await engine();
    const record = await requireModel(transport, model);
    const against = await Promise.all(held.map((other) => requireAttribute(transport, record, other)));
    const attribute = await transport.call('attributes.create', {
      modelId: record.id,
      name,
      positive: await groupOf(transport, record, positive),
      negative: negative === undefined ? null : await groupOf(transport, record, negative),
      against: against.map(({ id }) => id),
    });
    const { auroc, interval, strength, trustworthy, images, heldOut } = attribute;
    const warning = attributeWarning(attribute);
    output.result({ attribute: name, auroc, interval, strength, trustworthy, images, heldOut, warning }, [
      `${name}: made from ${images.positive} images with and ${images.negative} without it.`,
      `AUROC on held-out halves ${auroc.toFixed(3)} (95 % interval ${interval.map((end) => end.toFixed(3)).join(' to ')}).`,
      ...(warning === null ? [] : [`Warning: ${warning}`]),
    ]);
  },
};

export const attributesCommand: Command = {
  usage: '<model> [--remove NAME]',
  summary: 'List the attributes of a model, or remove one.',
  options: { remove: { value: 'NAME', summary: 'the attribute to remove' } },
  maximumArguments: 1,
  async run({ arguments: args, engine, output }) {
    const transport = await engine();
    const record = await requireModel(transport, args.required(0, 'the model'));
    const removed = args.text('remove');
    if (removed !== undefined) {
      const { id } = await requireAttribute(transport, record, removed);
      await transport.call('attributes.remove', { attributeId: id });
    }
    const attributes = await transport.call('attributes.list', { modelId: record.id });
    const rows = attributes.map((attribute) => [
      attribute.name,
      `AUROC ${attribute.auroc.toFixed(3)}`,
      `${attribute.images.positive} with, ${attribute.images.negative} without`,
      attribute.against.map(({ name }) => `not ${name}`).join(', '),
      attribute.outdated ? 'outdated' : attribute.trustworthy ? '' : 'not to be trusted',
    ]);
    const listed = attributes.map(({ vector, ...rest }) => ({ ...rest, dimensions: vector.length }));
    output.result({ attributes: listed }, rows.length > 0 ? table(rows) : ['No attribute yet.']);
  },
};

/** @throws MorphospaceError `no-such-attribute` */
export async function requireAttribute(
  engine: Transport,
  { id: modelId, name: model }: ModelRecord,
  name: string,
): Promise<AttributeRecord> {
  const found = (await engine.call('attributes.list', { modelId })).find(
    (attribute) => attribute.name === name || attribute.id === name,
  );
  if (found) return found;
  throw new MorphospaceError(
    'no-such-attribute',
    `The model ${model} has no attribute "${name}".`,
    'List them with `morphospace attributes`, or make it with `morphospace attribute`.',
  );
}

async function groupOf(
  engine: Transport,
  { id: modelId, datasetId }: ModelRecord,
  text: string,
): Promise<ImageGroup> {
  const dataset = await engine.call('datasets.get', { datasetId });
  if (dataset.labels.some(({ name }) => name === text)) return { label: text };
  const images = existsSync(text)
    ? await imagesListed(engine, dataset, text)
    : CONDITION.test(text)
      ? await imagesWhere(engine, { datasetId, modelId }, text)
      : null;
  if (images === null) throw new UsageError(`"${text}" is no label, no list of files and no condition`);
  if (images.length > 0) return { images };
  throw new MorphospaceError('attribute-images', `No image is meant by "${text}".`, 'Choose other images.');
}
