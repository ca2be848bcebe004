/**
 * What the map asks of a machine, in a real Chromium drawn by the processor alone (SwiftShader) unless told otherwise: frames while
 * panning and zooming over all images as dots and among thumbnails, memory, how soon there are points, and how long a lasso takes.
 * `--compare` measures the same points in other programs, which are installed in a folder outside the repository (docs/map.md).
 * npm run bench -- map [--points 10000,100000,1000000] [--compare DIR] [--gpu] [--json]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { Stage, type Frames, type Memory } from './map/stage.ts';

interface Measured {
  program: string;
  points: number;
  /** Milliseconds from the coordinates to the first frame. */
  firstPoints: number;
  views: { view: string; frames: Frames[]; loading: number | null }[];
  memory: Memory;
  /** Only of the map: megabytes on the graphics card, the longest time for which the page did not answer, and a lasso's, in milliseconds. */
  graphics: number | null;
  longestTask: number | null;
  lasso: { milliseconds: number; images: number } | null;
}

const RIVALS = ['regl-scatterplot', 'scatter-gl'];

const { values: options } = parseArgs({
  options: {
    points: { type: 'string', default: '10000,100000,1000000' },
    compare: { type: 'string' },
    gpu: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

async function movements(page: Page, of: string): Promise<Frames[]> {
  return [
    await stage.measure(page, 'pan', `${of}.frameIntervals('pan')`),
    await stage.measure(page, 'zoom', `${of}.frameIntervals('zoom')`),
  ];
}

/** A loop with many corners around most of the map, drawn by hand. */
async function lasso(page: Page): Promise<Measured['lasso']> {
  await page.evaluate(`mapPage.map.setTool('lasso')`);
  const corners = 300;
  for (let k = 0; k <= corners; k++) {
    const angle = (2 * Math.PI * k) / corners;
    const reach = 1 + 0.2 * Math.sin(9 * angle);
    await page.mouse.move(720 + 420 * reach * Math.cos(angle), 450 + 260 * reach * Math.sin(angle));
    if (k === 0) await page.mouse.down();
  }
  await page.mouse.up();
  await page.waitForFunction('mapPage.enclosing.length > 0');
  const milliseconds = Math.round(await page.evaluate<number>('mapPage.enclosing.at(-1)'));
  const images = await page.evaluate<number>('mapPage.enclosed.at(-1).images.length');
  await page.evaluate(`mapPage.map.setTool('pan')`);
  return { milliseconds, images };
}

async function measureMap(points: number): Promise<Measured & { drawnBy: string }> {
  const page = await stage.visit(`?images=${points}&pages=served`);
  await page.waitForFunction('window.mapPage !== undefined');
  await page.evaluate('mapPage.untilStill()');
  const enclosed = await lasso(page);
  const views: Measured['views'] = [
    { view: 'dots', frames: await movements(page, 'mapPage'), loading: null },
  ];
  // Nearer by what the number of points asks for, so that as many lie on the screen.
  const nearer = Math.sqrt(points / 100_000);
  for (const [view, factor] of [
    ['small thumbnails', 5 * nearer],
    ['large thumbnails', 6],
  ] as const) {
    await page.evaluate(`mapPage.approach(${factor})`);
    const loading = await page.evaluate<number>('mapPage.untilStill()');
    views.push({ view, frames: await movements(page, 'mapPage'), loading });
  }
  const measured = {
    program: 'Morphospace',
    points,
    firstPoints: Math.round(await page.evaluate<number>('mapPage.firstPoints')),
    views,
    memory: await stage.memory(page),
    graphics: Math.round((await page.evaluate<number>('mapPage.map.graphicsBytes')) / 1e6),
    longestTask: Math.round(await page.evaluate<number>('mapPage.longestTask()')),
    lasso: enclosed,
    drawnBy: await page.evaluate<string>('mapPage.rendererName()'),
  };
  await page.close();
  return measured;
}

async function measureRival(program: string, points: number): Promise<Measured> {
  const page = await stage.visit(`rivals/?rival=${program}&images=${points}`);
  await page.waitForFunction('window.rivalPage !== undefined', null, { timeout: 120_000 });
  const measured = {
    program,
    points,
    firstPoints: Math.round(await page.evaluate<number>('rivalPage.firstPoints')),
    views: [{ view: 'dots', frames: await movements(page, 'rivalPage'), loading: null }],
    memory: await stage.memory(page),
    graphics: null,
    longestTask: null,
    lasso: null,
  };
  await page.close();
  return measured;
}

/** The head of a table as docs/map.md has it. */
function printHead(): void {
  console.log(
    '| program | points | first points | view | frames/s | worst frame | processor a frame | memory | lasso |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
}

function printRows({ program, points, firstPoints, views, memory, graphics, lasso: drawn }: Measured): void {
  for (const [k, { view, frames }] of views.entries()) {
    const both = (of: (one: Frames) => number) => frames.map(of).join(' / ');
    const held = [
      `${memory.heap} MB heap`,
      ...(memory.renderer === null ? [] : [`${memory.renderer} MB process`]),
      ...(graphics === null ? [] : [`${graphics} MB graphics`]),
    ].join(', ');
    const first = k === 0 ? [program, points.toLocaleString('en'), `${firstPoints} ms`] : ['', '', ''];
    const last = k === 0 ? [held, drawn === null ? '' : `${drawn.milliseconds} ms`] : ['', ''];
    const cells = [
      ...first,
      view,
      both((one) => one.framesPerSecond),
      `${both((one) => one.worst)} ms`,
      `${both((one) => one.processor)} ms`,
      ...last,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function printTimes({ points, longestTask, views }: Measured): void {
  const loading = views.filter((view) => view.loading !== null);
  const times = loading.map(({ view, loading: time }) => `${view} all there after ${time} ms`).join(', ');
  console.log(
    `\n${points.toLocaleString('en')} images: never busy for more than ${longestTask} ms; ${times}`,
  );
}

const rivals = options.compare === undefined ? null : resolve(options.compare);
const stage = await Stage.open(options.gpu, rivals);
try {
  const measured: Measured[] = [];
  let drawnBy = '';
  if (!options.json) printHead();
  const take = (one: Measured) => {
    measured.push(one);
    if (!options.json) printRows(one);
  };
  for (const points of options.points.split(',').map(Number)) {
    const { drawnBy: renderer, ...map } = await measureMap(points);
    drawnBy = renderer;
    take(map);
    if (rivals !== null) for (const rival of RIVALS) take(await measureRival(rival, points));
  }
  if (options.json) console.log(JSON.stringify({ drawnBy, measured }));
  else {
    for (const one of measured) if (one.longestTask !== null) printTimes(one);
    console.log(`\n1440 x 900 pixels on ${drawnBy}; frames while panning / zooming`);
  }
} finally {
  await stage.close();
}
