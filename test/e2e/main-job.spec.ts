/** What the application is for, as a person does it: in each host, on the real engine. */
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { writeDiscs } from '../cli/pictures.ts';
import { expect, test } from './fixtures.ts';

const screen = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name });

test('a person without images explores and morphs the sample faces', async ({ shell }) => {
  const { page, complaints } = shell;
  await page.getByRole('button', { name: 'Open the sample faces' }).click();
  const map = page.getByRole('application', { name: /^Map of Sample faces/ });
  await expect(map).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('region', { name: 'Label' })).toContainText('afro');

  // Walks by keyboard: find one by its name, look at it, go on to a neighbour.
  await page.keyboard.press('/');
  await page.keyboard.type('face-0007');
  await expect(page.getByRole('button', { name: /face-0007/ })).toBeVisible();
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Image' });
  await expect(inspector).toContainText('face-0007.webp');
  await expect(inspector).toContainText(/\d+(\.\d+)? dB/);
  await inspector
    .getByRole('button', { name: /face-\d+\.webp/ })
    .first()
    .click();
  await expect(inspector).not.toContainText('face-0007.webp', { timeout: 10_000 });

  await screen(page, 'Morph').click();
  await page
    .getByRole('button', { name: /Surprise me/ })
    .first()
    .click();
  const place = page.getByRole('slider', { name: 'Place in the morph' });
  await expect(place).toBeVisible();
  const picture = page.getByLabel('The morph at this moment');
  const first = await picture.screenshot();
  await place.focus();
  await page.keyboard.press('End');
  await expect(async () => expect((await picture.screenshot()).equals(first)).toBe(false)).toPass();
  expect(complaints).toEqual([]);
});

test('a folder becomes a dataset, a model, a map and ONNX files', async ({ shell, library }) => {
  const { page, complaints } = shell;
  const folder = join(dirname(library), 'Discs');
  await writeDiscs(folder, 60);
  await shell.chooseFolder(folder, () => page.getByRole('button', { name: 'Choose folder…' }).click());
  await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Look at the images' }).click();

  await screen(page, 'Train').click();
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByLabel('Passes', { exact: true }).fill('4');
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Train longer' })).toBeVisible({ timeout: 90_000 });

  await screen(page, 'Explore').click();
  await page.getByRole('button', { name: 'Lay out the images' }).click();
  await expect(page.getByRole('application', { name: /^Map of Discs/ })).toBeVisible({ timeout: 60_000 });

  await screen(page, 'Export').click();
  for (const file of ['encoder.onnx', 'decoder.onnx', 'model.json'])
    await expect(page.getByText(file).first()).toBeVisible();
  expect(complaints).toEqual([]);
});
