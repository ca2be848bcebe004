/**
 * A web page that runs a model's decoder offline: one HTML file with sliders for the code, the model card, the decoder and ONNX
 * Runtime for WebAssembly inside. It opens from a disk, with no server and no network.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ModelCard } from '../../shared/models.ts';
import type { LatentStatistics } from '../../shared/steering.ts';
import { applicationFolder } from '../host/application-folder.ts';
import { ownIo, scalingOf } from '../runtime/model-io.ts';
import { cardFacts } from './card-facts.ts';

const pack = promisify(gzip);
/** Numbers of codes are written with so many digits. */
const DIGITS = 4;
/** Random codes vary along so many principal directions at most, which hold nearly all of the variance. */
const MOST_DIRECTIONS = 128;

export interface ModelPage {
  card: ModelCard;
  /** Of the codes of the model's dataset: where the sliders begin and how far they go. */
  statistics: Pick<LatentStatistics, 'mean' | 'deviation' | 'order' | 'directions'>;
  /** The bytes of decoder.onnx. */
  decoder: Uint8Array;
}

/** The page as HTML. It is about 5 MB and the decoder: nearly all of it is ONNX Runtime. */
export async function modelPage({ card, statistics, decoder }: ModelPage): Promise<string> {
  const resolve = createRequire(import.meta.url).resolve;
  const folder = join(applicationFolder(), 'resources', 'model-page');
  const text = (file: string) => readFile(join(folder, file), 'utf8');
  const [page, style, script, runtime, wasm] = await Promise.all([
    text('page.html'),
    text('page.css'),
    text('page.js'),
    // The bundle brings its own loader, so that no second file is asked for.
    readFile(resolve('onnxruntime-web/wasm').replace(/[^/\\]+$/, 'ort.wasm.bundle.min.mjs')),
    readFile(resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')),
  ]);
  const parts: Record<string, string> = {
    title: escapeHtml(card.name),
    style,
    script,
    model: inScript(JSON.stringify(pageModel(card, statistics))),
    decoder: await packed(decoder),
    runtime: await packed(runtime),
    wasm: await packed(wasm),
  };
  return page.replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]!);
}

function pageModel(card: ModelCard, { mean, deviation, order, directions }: ModelPage['statistics']) {
  const short = (values: Float32Array) => Array.from(values, (value) => Number(value.toPrecision(DIGITS)));
  const { dimensions: latent } = card.latent;
  return {
    name: card.name,
    size: card.image.size,
    channels: card.image.channels,
    dimensions: card.latent.dimensions,
    /** What the decoder is told beside the code. */
    labels: card.plan.labels,
    decoder: pageDecoder(card),
    mean: short(mean),
    deviation: short(deviation),
    order,
    directions: Array.from(directions.deviations.subarray(0, MOST_DIRECTIONS), (spread, k) => ({
      spread: Number(spread.toPrecision(DIGITS)),
      axis: short(directions.axes.values.subarray(k * latent, (k + 1) * latent)),
    })),
    facts: cardFacts(card),
  };
}

/** How the page feeds the decoder and reads its images: value v of the file is (v - offset[c]) / scale[c] in 0..1. */
function pageDecoder({ imported, latent }: ModelCard) {
  const { code, image, batch } = (imported ?? ownIo([], latent.dimensions)).decoder!;
  const channels = [0, 1, 2].map((channel) => scalingOf(image.range, channel));
  return {
    input: code.name,
    shape: [batch ?? 1, ...code.shape],
    output: image.name,
    channelsLast: image.layout === 'NHWC',
    scale: channels.map(([scale]) => scale),
    offset: channels.map(([, offset]) => offset),
  };
}

async function packed(bytes: Uint8Array): Promise<string> {
  return (await pack(bytes, { level: 9 })).toString('base64');
}

/** JSON inside a script element must not be able to end it. */
function inScript(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
