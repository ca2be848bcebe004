/** Makes what the sample set ships in resources/sample-faces (docs/sample-faces.md). */
import { fileURLToPath } from 'node:url';
import { buildSamplePack } from '../src/engine/samples/build.ts';
import { SAMPLE_COUNT } from '../src/engine/samples/sample-faces.ts';

const resources = fileURLToPath(new URL('../resources/sample-faces', import.meta.url));

const started = performance.now();
const { file, bytes } = await buildSamplePack(resources, ({ title, value }) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${title} ${Math.round((value ?? 0) * 100)} %`);
});
const seconds = (performance.now() - started) / 1000;
console.log(`\n${SAMPLE_COUNT} faces in ${seconds.toFixed(1)} s, ${(bytes / 1e6).toFixed(2)} MB: ${file}`);
