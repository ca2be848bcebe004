/** What a person does with a folder of images that is new to them: look for what is odd and doubled, group it, tag it, take it along. */
import type { Page } from 'playwright';
import { expect, test } from './fixtures.ts';

const panel = (page: Page) => page.getByRole('complementary', { name: 'Findings' });
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected images' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Image' });

/** Milliseconds that one question may take on a busy machine. */
const PATIENCE = 100_000;

test('questions about the sample faces are answered, and what came of them outlives a reload', async ({
  shell,
}) => {
  test.setTimeout(300_000);
  const { page, complaints } = shell;
  await page.getByRole('button', { name: 'Open the sample faces' }).click();
  await page.getByRole('group', { name: 'Zoom' }).waitFor({ timeout: PATIENCE });

  await page.keyboard.press('f');
  await panel(page).getByRole('button', { name: 'Look for outliers' }).click();
  await panel(page)
    .getByRole('button', { name: /^Outliers: All images ranked/ })
    .click({ timeout: PATIENCE });
  const list = panel(page).getByRole('listbox');
  await list.click({ position: { x: 30, y: 30 } });
  await expect(inspector(page)).toContainText('dB', { timeout: 30_000 });
  await expect(panel(page).getByRole('figure')).toContainText('Error');
  await panel(page).getByRole('button', { name: 'Colour the map' }).click();
  await expect(page.getByRole('region', { name: 'Anomaly score' })).toBeVisible();

  await panel(page)
    .getByRole('button', { name: /^Select these/ })
    .click();
  await page.keyboard.press('t');
  await page.keyboard.type('odd one');
  await page.keyboard.press('Enter');
  const count = Number(/\d+/.exec(await bar(page).innerText())![0]);
  await page.getByRole('button', { name: 'Colour by' }).click();
  await page.getByRole('button', { name: 'odd one' }).click();
  const legend = page.getByRole('region', { name: 'odd one' });
  await expect(legend.getByRole('button', { name: /^Yes/ })).toContainText(String(count));
  await legend.getByRole('button', { name: /^Yes/ }).dblclick();
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText(`${count} of 3,000 images`);

  await panel(page).getByRole('button', { name: 'All findings' }).click();
  await panel(page).getByRole('button', { name: 'Find clusters' }).click();
  await panel(page)
    .getByRole('button', { name: /^Clusters: \d+ clusters/ })
    .click({ timeout: PATIENCE });
  const name = panel(page).getByRole('textbox', { name: 'Name of cluster 1', exact: true });
  await name.fill('The first');
  await name.press('Enter');

  // A moment later everything is kept; a new window finds it.
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(bar(page)).toContainText(`${count} selected`, { timeout: 30_000 });
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('odd one: Yes');
  await expect(name).toHaveValue('The first');
  await page.getByRole('button', { name: 'Remove the filter odd one: Yes' }).click();

  await bar(page).getByRole('button', { name: 'Find what is most like these' }).click();
  await expect(panel(page).getByRole('button', { name: 'Select these 100' })).toBeVisible({
    timeout: 30_000,
  });
  expect(complaints).toEqual([]);
});
