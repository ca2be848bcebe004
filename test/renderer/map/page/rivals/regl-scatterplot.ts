/** regl-scatterplot with its defaults for many points. */
import createScatterplot from 'regl-scatterplot';
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

export const draw: DrawRival = async (place, coordinates, labels) => {
  const canvas = document.createElement('canvas');
  place.append(canvas);
  const count = labels.length;
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  let reach = 0;
  for (const value of coordinates) reach = Math.max(reach, Math.abs(value));
  for (let i = 0; i < count; i++) {
    x[i] = coordinates[2 * i]! / reach;
    y[i] = coordinates[2 * i + 1]! / reach;
  }
  const scatterplot = createScatterplot({
    canvas,
    width: innerWidth,
    height: innerHeight,
    pointSize: 2,
    colorBy: 'valueA',
    pointColor: COLOURS,
    opacityBy: 'density',
  });
  await scatterplot.draw({ x, y, valueA: labels });
  return canvas;
};
