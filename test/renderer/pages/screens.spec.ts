import { findFaintText } from './contrast.ts';
import { expect, test } from './scene.ts';

const places = [
  { shelf: 'empty', screen: 'welcome' },
  { shelf: 'faces', screen: 'welcome' },
  { shelf: 'faces', screen: 'gallery' },
  { shelf: 'untrained', screen: 'train' },
  { shelf: 'faces', screen: 'train?model=portraits-vae' },
  { shelf: 'faces', screen: 'train?model=portraits-collapsed' },
  { shelf: 'faces', screen: 'train?model=portraits-factors' },
  { shelf: 'faces', screen: 'train?compare=1' },
  { shelf: 'faces', screen: 'export' },
  { shelf: 'conditional', screen: 'train?model=skies-conditional' },
  { shelf: 'conditional', screen: 'export' },
  { shelf: 'long', screen: 'gallery' },
  { shelf: 'long', screen: 'train?model=long-vae' },
  { shelf: 'long', screen: 'export' },
] as const;

for (const place of places) {
  test(`${place.screen} with ${place.shelf} can be read in light and dark and fits a small window`, async ({
    page,
    open,
  }) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'warning' && problems.push(message.text()));
    await page.setViewportSize({ width: 1024, height: 700 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open(place);
      expect(await findFaintText(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      const cut = await page.evaluate(() => {
        const main = document.querySelector('main')!;
        return [main, ...main.querySelectorAll('main > *, .scroll, .page')].some(
          (e) => e.scrollWidth > e.clientWidth + 1,
        );
      });
      expect(cut).toBe(false);
    }
    expect(problems).toEqual([]);
  });
}

test('every screen can be reached by keyboard', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('heading', { name: 'Train a model on Portraits' })).toBeVisible();
  await page.keyboard.press('Alt+5');
  await expect(page.getByRole('heading', { name: 'Export Portraits VAE' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Train a model on Portraits' })).toBeVisible();
});

test('screens that need a model say so and stay shut', async ({ open }) => {
  const page = await open({ shelf: 'untrained', screen: 'gallery' });
  const explore = page.getByRole('button', { name: 'Explore' });
  await expect(explore).toHaveAttribute('aria-disabled', 'true');
  await explore.click({ force: true });
  await expect(page.getByRole('listbox', { name: 'Images' })).toBeVisible();
});

test('the chosen appearance outlives a reload', async ({ page, open }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open({ shelf: 'faces', screen: 'welcome' });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Dark', exact: true }).click();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(background).toBe('rgb(22, 23, 26)');
});

test('a restarting engine is announced until it is back', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  await page.evaluate(() => window.engine.emit('engine', { state: 'restarting', message: '' }));
  const banner = page.getByRole('status').filter({ hasText: 'being started again' });
  await expect(banner).toBeVisible();
  await page.evaluate(() => window.engine.emit('engine', { state: 'ready', message: '' }));
  await expect(banner).toBeHidden();
});

test('removing a dataset promises that the originals stay and ends on Welcome', async ({ open }) => {
  const page = await open({ shelf: 'untrained', screen: 'gallery' });
  await page.getByRole('button', { name: 'More about this dataset' }).click();
  await page.getByRole('button', { name: 'Remove from Morphospace…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Your original files are not touched');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('Drop a folder of images here')).toBeVisible();
});

test('what this computer can train on is said, with how to get what is missing', async ({ open }) => {
  const page = await open({ shelf: 'empty', screen: 'welcome' });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'This computer…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('NVIDIA RTX 4070 (Vulkan)');
  await expect(dialog).toContainText('TensorFlow is not installed.');
  await expect(dialog).toContainText('npm run gpu:tensorflow');
  await expect(dialog).toContainText('/home/ada/Morphospace');
});
