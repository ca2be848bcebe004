import { expect, test } from './scene.ts';

test('the arrow keys walk the images and Escape leaves them', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  const grid = page.getByRole('listbox', { name: 'Images' });
  await grid.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const details = page.getByRole('complementary', { name: 'Image' });
  await expect(details).toContainText('IMG_00002.jpg');
  await expect(grid.getByRole('option', { selected: true })).toHaveAccessibleName(
    /IMG_00002.jpg, Boris, 2 of 2,412/,
  );
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await expect(grid).toBeFocused();
});

test('the last of a million images is one key away', async ({ open }) => {
  const page = await open({ shelf: 'huge', screen: 'gallery' });
  await page.getByRole('listbox', { name: 'Images' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('End');
  await expect(page.getByRole('complementary', { name: 'Image' })).toContainText('IMG_1000000.jpg');
  const elements = await page.evaluate(() => document.querySelectorAll('main *').length);
  expect(elements).toBeLessThan(200);
});

test('pictures are painted, not only their places', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  // The middles of neighbouring squares differ in colour once their faces are there.
  await expect
    .poll(() =>
      page.evaluate(() => {
        const canvas = document.querySelector('canvas')!;
        const context = canvas.getContext('2d')!;
        const colours = new Set<string>();
        for (let x = 30; x < canvas.width; x += 37)
          colours.add([...context.getImageData(x, 60, 1, 1).data].join());
        return colours.size;
      }),
    )
    .toBeGreaterThan(8);
});

test('a search that finds nothing offers the way back', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  await page.getByLabel('Search file names').fill('zebra');
  await expect(page.getByText('No image matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all images' }).click();
  await expect(page.getByText('2,412 images')).toBeVisible();
  await expect(page.getByRole('listbox', { name: 'Images' })).toBeVisible();
});

test('a label shows its own images only', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  await page.getByLabel('Label').selectOption({ label: 'Chloé (402)' });
  await expect(page.getByText('402 of 2,412 images')).toBeVisible();
  await page.getByRole('listbox', { name: 'Images' }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('complementary', { name: 'Image' })).toContainText('Chloé');
});

test('skipped files are listed with their reasons', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  await page.getByRole('button', { name: '14 skipped' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The file ends too early');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
