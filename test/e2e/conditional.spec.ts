/** Another kind of model, as a person chooses it: one that is told labels, and then draws the one that is asked for. */
import { dirname, join } from 'node:path';
import { writeDiscs } from '../cli/pictures.ts';
import { expect, test } from './fixtures.ts';

test('a conditional model is chosen, trained, and draws the label that is chosen', async ({
  shell,
  library,
}) => {
  const { page, complaints } = shell;
  const screen = (name: string) =>
    page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name });
  const folder = join(dirname(library), 'Discs');
  await writeDiscs(folder, 60);
  await shell.chooseFolder(folder, () => page.getByRole('button', { name: 'Choose folder…' }).click());
  await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Look at the images' }).click();

  await screen('Train').click();
  await page.getByRole('button', { name: 'Change the kind of model' }).click();
  const conditional = page.getByRole('dialog').getByRole('button', { name: 'Conditional VAE' });
  await expect(conditional).toHaveAccessibleDescription(/Here: 2 labels, large, small/);
  await conditional.click();
  await expect(page.getByText('one of 2 labels is told beside them')).toBeVisible();
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByLabel('Passes', { exact: true }).fill('4');
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Discs Conditional' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train longer' })).toBeVisible({ timeout: 90_000 });

  await screen('Morph').click();
  await page.getByText('Samples', { exact: true }).click();
  const sample = page.getByRole('button', { name: 'Sample 1', exact: true });
  await expect(sample).toBeVisible({ timeout: 30_000 });
  const pictures: Buffer[] = [];
  for (const [before, label] of [
    ['any', 'large'],
    ['large', 'small'],
  ]) {
    await page.getByRole('button', { name: `Label: ${before}` }).click();
    await page.getByRole('button', { name: new RegExp(`^${label}`) }).click();
    await expect(page.getByRole('button', { name: `Label: ${label}` })).toBeVisible();
    const seen = pictures.at(-1);
    if (seen) await expect(async () => expect((await sample.screenshot()).equals(seen)).toBe(false)).toPass();
    pictures.push(await sample.screenshot());
  }
  await sample.click();
  await expect(page.getByRole('heading', { name: 'A new image: small' })).toBeVisible();

  await screen('Export').click();
  await expect(page.getByText(/label \[n, 2\] one-hot/).first()).toBeVisible();
  await expect(page.getByText('labels.index("large")')).toBeVisible();
  expect(complaints).toEqual([]);
});
