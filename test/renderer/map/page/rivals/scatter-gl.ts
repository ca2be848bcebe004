/** scatter-gl, the renderer of TensorBoard's embedding projector, with points as that shows them. */
import { Dataset, ScatterGL } from 'scatter-gl';
import type { DrawRival } from './rival.ts';

const COLOURS = [
  '#78bec6',
  '#d26848',
  '#acac21',
  '#e1aefc',
  '#2d9973',
  '#eb9e84',
  '#7f6ed2',
  '#a2e688',
  '#c279b2',
  '#58f9f4',
];

export const draw: DrawRival = (place, coordinates, labels) => {
  const points = Array.from(labels, (_, i): [number, number] => [
    coordinates[2 * i]!,
    coordinates[2 * i + 1]!,
  ]);
  const scatter = new ScatterGL(place, {
    renderMode: 'POINT',
    pointColorer: (i: number) => COLOURS[labels[i]!]!,
  });
  scatter.render(new Dataset(points));
  return Promise.resolve(place.querySelector('canvas')!);
};
