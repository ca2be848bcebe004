/** The short programs of the Export screen, run on files that were really exported. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planTraining } from '../../../src/engine/training/plan.ts';
import { snippetsFor } from '../../../src/renderer/components/export/snippets.ts';
import { writeUntrainedModel } from '../../engine/training/untrained.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'snippets-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const facts = { images: 40, channels: 3, medianShortSide: 28, nearBinary: false } as const;

test.each(['vae', 'sparse', 'conditional'] as const)(
  'the JavaScript for a %s draws a picture from a picture',
  async (family) => {
    const labels = ['large', 'the “small” ones'];
    const plan = planTraining({ ...facts, labels }, { family, latent: 5, channels: [4, 4] }, 'cpu');
    const at = join(folder, family);
    const card = await writeUntrainedModel(at, plan);
    const { code } = snippetsFor(card).find(({ language }) => language === 'JavaScript')!;
    const program = code.replace(
      "'onnxruntime-node'",
      JSON.stringify(import.meta.resolve('onnxruntime-node')),
    );
    writeFileSync(
      join(at, 'program.mjs'),
      `const pixels = new Float32Array(3 * 28 * 28).fill(0.5);\n${program}\nconsole.log(code.dims.join(), picture.dims.join());`,
    );
    const printed = execFileSync(process.execPath, ['program.mjs'], { cwd: at, encoding: 'utf8' });
    expect(printed).toBe('1,5 1,3,28,28\n');
  },
);

test('the Python for a conditional model tells it a label of its own', async () => {
  const labels = ['large', 'small'];
  const plan = planTraining({ ...facts, labels }, { family: 'conditional', channels: [4, 4] }, 'cpu');
  const card = await writeUntrainedModel(join(folder, 'python'), plan);
  const { code } = snippetsFor(card).find(({ language }) => language === 'Python')!;
  expect(code).toContain('np.zeros((1, 2), np.float32)');
  expect(code).toContain('labels.index("large")');
  expect(code.match(/"label": label/g)).toHaveLength(2);
});
