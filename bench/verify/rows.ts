/** The table of verification, in its order. */
import type { Row } from './row.ts';
import { convolutionalAutoencoder } from './rows/convolutional-autoencoder.ts';
import { denseVae } from './rows/dense-vae.ts';
import { disentanglementRows } from './rows/disentanglement.ts';
import { linearAutoencoder } from './rows/linear-autoencoder.ts';
import { mixtureSamples } from './rows/mixture-samples.ts';
import { nearestNeighbours } from './rows/nearest-neighbours.ts';
import { oneClass } from './rows/one-class.ts';
import { tradeOffRows } from './rows/trade-off.ts';

export const ROWS: readonly Row[] = [
  denseVae,
  linearAutoencoder,
  convolutionalAutoencoder,
  nearestNeighbours,
  oneClass,
  ...tradeOffRows,
  mixtureSamples,
  ...disentanglementRows,
];
