import type { Page } from 'playwright/test';
import { browserLaunch } from '../../e2e/browser.ts';
import { findFaintText } from './contrast.ts';
import { expect, test as base } from './scene.ts';

const launch = browserLaunch();
const software = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const test = base.extend({
  launchOptions: [{ ...launch, args: [...(launch.args ?? []), ...software] }, { scope: 'worker' }],
});

const maps = (page: Page) => page.getByRole('region', { name: /^Map of/ });

async function layOutBoth(page: Page): Promise<void> {
  for (const k of [0, 1]) {
    await maps(page).nth(k).getByRole('button', { name: 'Lay out the images' }).click();
    await expect(maps(page).nth(k).getByText('No map yet')).toBeHidden();
  }
  await expect(page.getByRole('progressbar')).toHaveCount(0);
}

test('an image that is chosen on one map is shown as both models see it', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'compare' });
  await expect(maps(page)).toHaveCount(2);
  await layOutBoth(page);
  const first = page.getByRole('application').first();
  await first.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const { width, height } = (await first.boundingBox())!;
  await first.click({ position: { x: width / 2, y: height / 2 } });
  await expect(page.getByText('Rebuilt')).toHaveCount(2);
  await expect(page.getByText(/\d+ of 18 neighbours in common/)).toHaveCount(2);
  expect(await findFaintText(page)).toEqual([]);
});

test('another model takes a side, and the address keeps the pair', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'compare' });
  const right = page.getByRole('combobox', { name: 'Model on the right' });
  const left = page.getByRole('combobox', { name: 'Model on the left' });
  const taken = await left.inputValue();
  await expect(right.locator(`option[value="${taken}"]`)).toHaveCount(0);
  await right.selectOption({ label: 'Portraits by factors' });
  await expect(page).toHaveURL(/other=portraits-factors/);
  await page.reload();
  await expect(right).toHaveValue('portraits-factors');
});

test('models are compared from their table', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'train?compare=1' });
  await page.getByRole('button', { name: 'Side by side on the map' }).click();
  await expect(maps(page)).toHaveCount(2);
});
