import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeDiscs } from '../cli/pictures.ts';
import { expect, test } from './fixtures.ts';

test('a chosen folder becomes a dataset, and what was skipped is listed', async ({ shell, library }) => {
  const { page, complaints } = shell;
  const folder = join(dirname(library), 'Discs');
  await writeDiscs(folder, 24);
  writeFileSync(join(folder, 'large', 'torn.png'), 'no picture');

  await shell.chooseFolder(folder, () => page.getByRole('button', { name: 'Choose folder…' }).click());
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name')).toHaveValue('Discs');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toContainText('24 images imported');
  await expect(dialog).toContainText('1 file was skipped');

  await dialog.getByRole('button', { name: 'Look at the images' }).click();
  await expect(page.getByRole('heading', { name: 'Discs' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Discs' })).toBeVisible();
  expect(complaints).toEqual([]);
});
