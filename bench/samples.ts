/**
 * The sample faces: drawing them, against unpacking those that ship.
 * npm run bench -- samples [--faces 200] [--json]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Factors } from '../src/engine/samples/factors.ts';
import { materialiseSampleFaces } from '../src/engine/samples/materialise.ts';
import { encodeFace, renderFace } from '../src/engine/samples/render.ts';
import { SAMPLE_COUNT, sampleFaces } from '../src/engine/samples/sample-faces.ts';

const { values: options } = parseArgs({
  options: { faces: { type: 'string', default: '200' }, json: { type: 'boolean', default: false } },
});
const faces = sampleFaces().slice(0, Number(options.faces));
const resources = fileURLToPath(new URL('../resources/sample-faces', import.meta.url));

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round((performance.now() - started) * 100) / 100;
}

/** Wall-clock milliseconds per face with all of sharp's threads. */
async function perFace(draw: (factors: Factors) => Promise<unknown>): Promise<number> {
  const total = await milliseconds(() => Promise.all(faces.map(draw)));
  return Math.round((total / faces.length) * 100) / 100;
}

await Promise.all(faces.slice(0, 32).map((factors) => renderFace(factors, 32))); // warm-up
const folder = await mkdtemp(join(tmpdir(), 'sample-faces-'));
const measured = {
  draw64: await perFace((factors) => renderFace(factors, 64)),
  draw96: await perFace((factors) => renderFace(factors, 96)),
  draw128: await perFace((factors) => renderFace(factors, 128)),
  drawAndEncode128: await perFace((factors) => encodeFace(factors, 128)),
  materialise: await milliseconds(() => materialiseSampleFaces(folder, { resources })),
};
await rm(folder, { recursive: true });

if (options.json) console.log(JSON.stringify({ faces: faces.length, ...measured }));
else {
  console.log(
    `Drawing a face: ${measured.draw64} ms at 64 px, ${measured.draw96} at 96, ${measured.draw128} at 128`,
  );
  console.log(`Drawing and encoding as WebP at 128 px: ${measured.drawAndEncode128} ms a face`);
  console.log(`All ${SAMPLE_COUNT} shipped faces as files: ${measured.materialise} ms`);
}
