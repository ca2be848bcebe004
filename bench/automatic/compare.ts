/** Automatic mode and the configurations on one set of images. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateModel } from '../../src/engine/training/evaluate.ts';
import { splitImages } from '../../src/engine/training/split.ts';
import { type Likelihood, modelCardSchema, type TrainingOptions } from '../../src/shared/models.ts';
import type { ImageSet } from '../verify/image-set.ts';
import type { TrainedModel, Workplace } from '../verify/workplace.ts';
import { CONFIGURATIONS } from './configurations.ts';

export interface Entry {
  name: string;
  /** −ELBO on the held-out images, under the likelihood of the contest. */
  loss: number;
  /** Of the decoded mean. */
  mse: number;
  psnr: number;
  epochs: number;
}

export interface Contest {
  dataset: string;
  heldOut: number;
  likelihood: Likelihood;
  /** Automatic mode first. */
  entries: Entry[];
  /** How automatic mode came off, as the end of a sentence. */
  verdict: string;
}

/** Differences as small as those between two seeds. */
const TIE = 0.01;

export async function compareOn(
  dataset: string,
  images: ImageSet,
  minutes: number,
  workplace: Workplace,
): Promise<Contest> {
  const likelihood: Likelihood = images.facts.nearBinary ? 'bernoulli' : 'optimal-sigma';
  const automatic = await workplace.train(`automatic-${dataset}`, images, { minutes });
  const { size, seed } = automatic.plan;
  const { heldOut } = splitImages(images.ids, seed);
  const measure = async (name: string, { folder, outcome }: TrainedModel): Promise<Entry> => {
    const judged = copyUnder(likelihood, folder);
    const { reconstruction, kl, mse, psnr } = await evaluateModel(judged, await images.pixels(size), heldOut);
    return { name, loss: reconstruction + kl, mse, psnr, epochs: outcome.epochs };
  };

  const entries = [await measure(`automatic: ${inWords(automatic)}`, automatic)];
  for (const [place, { name, options }] of CONFIGURATIONS.entries()) {
    const model = await workplace.train(`automatic-${dataset}-${place}`, images, {
      ...options,
      size: size as TrainingOptions['size'],
      minutes,
    });
    entries.push(await measure(name, model));
  }
  return { dataset, heldOut: heldOut.length, likelihood, entries, verdict: verdictOf(entries) };
}

/** The same files with a card that names another likelihood, which only measuring asks for. */
function copyUnder(likelihood: Likelihood, folder: string): string {
  const target = join(folder, likelihood);
  mkdirSync(target, { recursive: true });
  const card = modelCardSchema.parse(JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')));
  for (const file of ['encoder.onnx', 'decoder.onnx']) copyFileSync(join(folder, file), join(target, file));
  const judged = { ...card, plan: { ...card.plan, likelihood } };
  writeFileSync(join(target, 'model.json'), JSON.stringify(judged));
  return target;
}

function inWords({ plan }: TrainedModel): string {
  const { architecture, channels, latent, likelihood, batch } = plan;
  const layers = { convolutional: 'conv', mixed: 'conv and dense', dense: 'dense', linear: 'linear' }[
    architecture
  ];
  return `${layers} ${channels.join('-')}, latent ${latent}, ${likelihood}, batch ${batch}`;
}

function verdictOf([automatic, ...others]: Entry[]): string {
  const compare = (what: string, of: (entry: Entry) => number) => {
    const best = Math.min(...others.map(of));
    const behind = (of(automatic!) - best) / Math.abs(best);
    const place = behind <= 0 ? 'first' : behind <= TIE ? 'level' : 'behind';
    return `${place} in ${what} (${(100 * behind).toFixed(1)} %)`;
  };
  return `${compare('−ELBO', ({ loss }) => loss)}, ${compare('mse', ({ mse }) => mse)}`;
}
