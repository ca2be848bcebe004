/** The page that runs a decoder by itself: downloaded from the Export screen, opened from the disk with the network off. */
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from './fixtures.ts';

test('a model is steered in a page of its own, offline', async ({ shell, library, host }) => {
  test.skip(host !== 'browser', 'the desktop saves the same files into a folder');
  const { page, complaints } = shell;
  await page.getByRole('button', { name: 'Open the sample faces' }).click();
  await expect(page.getByRole('application', { name: /^Map of/ })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Export' }).click();
  await page.getByLabel('Licence').fill('CC0 </script> 1.0');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download explore.html' }).click(),
  ]);
  const file = join(dirname(library), 'explore.html');
  await download.saveAs(file);

  const context = await page.context().browser()!.newContext({ offline: true });
  const alone = await context.newPage();
  const faults: string[] = [];
  alone.on('pageerror', ({ message }) => faults.push(message));
  alone.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await alone.goto(pathToFileURL(file).href);
  await expect(alone.getByRole('status')).toContainText('Drawn in', { timeout: 30_000 });
  await expect(alone.getByText('CC0 </script> 1.0')).toBeVisible();

  const picture = async () => (await alone.locator('#picture').screenshot()).toString('base64');
  const average = await picture();
  const slider = alone.getByRole('slider').first();
  await slider.focus();
  await alone.keyboard.press('End');
  await expect.poll(picture).not.toBe(average);
  await alone.getByRole('button', { name: 'Average' }).click();
  await expect.poll(picture).toBe(average);
  expect(faults).toEqual([]);
  await context.close();
  expect(complaints).toEqual([]);
});
