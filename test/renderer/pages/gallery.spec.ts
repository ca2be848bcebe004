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
  await page.getByRole('combobox', { name: 'Label', exact: true }).selectOption({ label: 'Chloé (402)' });
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

test('the gallery shares filters and selection with the map', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  await page.getByRole('combobox', { name: 'Label', exact: true }).selectOption({ label: 'Boris (402)' });
  const filter = page.getByRole('group', { name: 'Filters' });
  await expect(filter).toContainText('Label: Boris');
  await page.getByRole('listbox', { name: 'Images' }).focus();
  await page.keyboard.press('Control+a');
  const bar = page.getByRole('toolbar', { name: 'Selected images' });
  await expect(bar).toContainText('402 selected');
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Explore' }).click();
  await expect(bar).toContainText('402 selected');
  await filter.getByRole('button', { name: 'Remove the filter Label: Boris' }).click();
  await expect(filter).toBeHidden();
  await expect(bar).toContainText('402 selected');
});

test('images are put in the order of any column, either way round', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  await page.getByRole('combobox', { name: 'Order' }).selectOption({ label: 'By Width' });
  const widthOfFirst = async () => {
    await page.getByRole('listbox', { name: 'Images' }).focus();
    await page.keyboard.press('Home');
    const size = page.getByRole('complementary', { name: 'Image' }).getByText(/× \d+ pixels/);
    return Number(/^\d+/.exec(await size.innerText())![0]);
  };
  expect(await widthOfFirst()).toBe(180);
  await page.getByRole('button', { name: 'Smallest first. Turn round' }).click();
  await expect.poll(widthOfFirst).toBe(239);
});

test('Shift takes all from one image to the next, Ctrl one more', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  const grid = page.getByRole('listbox', { name: 'Images' });
  const bar = page.getByRole('toolbar', { name: 'Selected images' });
  await grid.click({ position: { x: 40, y: 40 } });
  await grid.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(bar).toContainText('3 selected');
  await grid.click({ position: { x: 40, y: 400 }, modifiers: ['Control'] });
  await expect(bar).toContainText('4 selected');
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
});
