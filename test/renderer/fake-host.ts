/** Hosts around the fake engine: resources are drawn in the page and handed out as addresses of their own. */
import type { Host } from '../../src/renderer/host.ts';
import type { DatasetRecord } from '../../src/shared/datasets.ts';
import type { FakeEngine } from './fake-engine.ts';
import { groupOf, makeCard } from './fake-library.ts';
import { codeOf, drawFace } from './fake-pictures.ts';

function drawTiles(
  dataset: DatasetRecord,
  first: number,
  count: number,
  columns: number,
  rows: number,
  tile: number,
) {
  const canvas = document.createElement('canvas');
  canvas.width = columns * tile;
  canvas.height = rows * tile;
  const context = canvas.getContext('2d')!;
  for (let i = 0; i < count; i++) {
    const index = first + i;
    const code = codeOf(index, groupOf(dataset, index), dataset.labels.length);
    const pixels = new Uint8ClampedArray(drawFace(code, tile, dataset.channels === 1));
    const picture = new ImageData(pixels, tile, tile);
    context.putImageData(picture, (i % columns) * tile, Math.floor(i / columns) * tile);
  }
  return canvas.toDataURL('image/jpeg', 0.85);
}

/** Answers `resourcePaths` of the fake's datasets with drawn pictures; other paths are left as they are. */
export function drawResource(engine: FakeEngine, path: string, cache: Map<string, string>): string {
  const cached = cache.get(path);
  if (cached !== undefined) return cached;
  const modelId = /^\/data\/models\/([^/]+)\/files\/model\.json$/.exec(path)?.[1];
  const model = engine.state.models.find(({ id }) => id === modelId);
  if (model !== undefined)
    return `data:application/json,${encodeURIComponent(JSON.stringify(makeCard(model)))}`;
  const [, datasetId, kind, a, b] =
    /^\/data\/datasets\/([^/]+)\/(thumbnails|images)\/(\d+)(?:\/(\d+))?/.exec(path) ?? [];
  const dataset = engine.state.datasets.find(({ id }) => id === datasetId);
  if (dataset === undefined) return path;
  let address: string;
  if (kind === 'images') address = drawTiles(dataset, Number(a), 1, 1, 1, 256);
  else {
    const { tile, columns, rows } = dataset.thumbnails[Number(a)]!;
    const first = Number(b) * columns * rows;
    address = drawTiles(
      dataset,
      first,
      Math.min(columns * rows, dataset.images - first),
      columns,
      rows,
      tile,
    );
  }
  cache.set(path, address);
  return address;
}

export function createFakeHost(engine: FakeEngine, kind: Host['kind'] = 'browser'): Host {
  const cache = new Map<string, string>();
  const shared = { transport: engine, resourceUrl: (path: string) => drawResource(engine, path, cache) };
  if (kind === 'browser') return { kind, ...shared };
  return {
    kind,
    ...shared,
    chooseImports: () => Promise.resolve(['/home/ada/Pictures/faces']),
    chooseLabels: () => Promise.resolve('/home/ada/Pictures/labels.csv'),
    chooseModelFile: () => Promise.resolve('/home/ada/Models/encoder.onnx'),
    chooseOutputFolder: () => Promise.resolve('/home/ada/Documents/model'),
    pathOf: (file) => `/home/ada/Pictures/${file.name}`,
    reveal: () => Promise.resolve(),
  };
}
