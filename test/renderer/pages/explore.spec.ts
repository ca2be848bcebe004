import type { Page } from 'playwright/test';
import { browserLaunch } from '../../e2e/browser.ts';
import { findFaintText } from './contrast.ts';
import { expect, test as base } from './scene.ts';

const launch = browserLaunch();
const software = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const test = base.extend({
  launchOptions: [{ ...launch, args: [...(launch.args ?? []), ...software] }, { scope: 'worker' }],
});

const map = (page: Page) => page.getByRole('application');
const selected = (page: Page) => page.getByRole('toolbar', { name: 'Selected images' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Image' });

async function layOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Lay out the images' }).click();
  await page.getByRole('group', { name: 'Zoom' }).waitFor();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
}

test('images are laid out while one watches, and the layout can be stopped', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore', tick: 100 });
  await page.getByRole('button', { name: 'Lay out the images' }).click();
  await expect(page.getByRole('main').getByRole('progressbar')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('No map yet')).toBeVisible();
});

test('the keyboard goes from image to image, looks at one, and lets go again', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore' });
  await layOut(page);
  await map(page).focus();
  await page.keyboard.press('ArrowRight');
  const card = page.locator('.hover-card');
  await expect(card).toContainText('.jpg');
  const first = await card.innerText();
  await page.keyboard.press('ArrowRight');
  await expect(card).not.toHaveText(first);
  const name = (await card.innerText()).split('\n')[0]!;
  await page.keyboard.press('Enter');
  await expect(inspector(page)).toContainText(name);
  await expect(inspector(page)).toContainText('dB');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(inspector(page)).toBeHidden();
});

test('one walks from an image to those most like it', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore?image=7' });
  await layOut(page);
  await expect(inspector(page)).toContainText('IMG_00008.jpg');
  const near = inspector(page).getByRole('button', { name: /distance/ });
  await expect(near).toHaveCount(18);
  const name = /IMG_\d+\.jpg/.exec((await near.first().getAttribute('aria-label'))!)![0];
  await near.first().click();
  await expect(inspector(page).getByRole('heading', { level: 2 })).toContainText(name);
});

test('an image of the map is found again in the gallery', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore?image=2001' });
  await layOut(page);
  await inspector(page).getByRole('button', { name: 'Show in gallery' }).click();
  const grid = page.getByRole('listbox', { name: 'Images' });
  await expect(grid.getByRole('option', { selected: true })).toHaveAccessibleName(/IMG_02002\.jpg/);
});

test('a search by file name marks what it finds and goes there', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore' });
  await layOut(page);
  await page.keyboard.press('/');
  await page.keyboard.type('IMG_0012');
  await expect(page.getByText('All 10 stand out on the map')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(inspector(page)).toContainText('IMG_00120.jpg');
  await page.keyboard.press('Enter');
  await expect(inspector(page)).toContainText('IMG_00121.jpg');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox')).toHaveValue('');
});

test('a label that is hidden is not found by a click any more', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore' });
  await layOut(page);
  const legend = page.getByRole('region', { name: 'Label' });
  await legend.getByRole('button', { name: /Anna/ }).dblclick();
  await expect(legend.getByRole('button', { name: /Anna/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(legend.getByRole('button', { name: /Boris/ })).toHaveAttribute('aria-pressed', 'false');
  await map(page).focus();
  for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowUp']) {
    await page.keyboard.press(key);
    await expect(page.locator('.hover-card')).toContainText('Anna');
  }
});

test('a box selects all images inside, too many for a morph', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore' });
  await layOut(page);
  const box = (await map(page).boundingBox())!;
  await page.keyboard.down('Shift');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 160, box.y + box.height / 2 + 160, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(selected(page)).toContainText(/\d{2,} selected/);
  await expect(selected(page).getByRole('button', { name: 'Morph through these' })).toHaveCount(0);
  await expect(inspector(page)).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(selected(page)).toBeHidden();
});

test('two images, the second with Shift, make a morph', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore' });
  await layOut(page);
  await map(page).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(inspector(page)).toContainText('dB');
  await page.keyboard.press('ArrowLeft');
  // The card is shown once the map rests on another image than the one that is looked at.
  await expect(page.locator('.hover-card')).toContainText('.jpg');
  await page.keyboard.press('Shift+Enter');
  await expect(inspector(page)).toContainText('2 selected images');
  await selected(page).getByRole('button', { name: 'Morph through these' }).click();
  await expect(page).toHaveURL(/#\/morph\?path=\d+%2C\d+/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the map's panels can be read in the ${colorScheme} theme and fit a small window`, async ({
    page,
    open,
  }) => {
    await page.setViewportSize({ width: 1024, height: 700 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await open({ shelf: 'faces', screen: 'explore?image=3' });
    expect(await findFaintText(page)).toEqual([]);
    await layOut(page);
    await expect(inspector(page)).toContainText('dB');
    expect(await findFaintText(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
