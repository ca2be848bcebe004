import type { Page } from 'playwright/test';
import { findFaintText } from './contrast.ts';
import { expect, test } from './scene.ts';

/** The colours of the steered picture, added up. */
const pixels = (page: Page) =>
  page.getByRole('img', { name: 'The steered picture' }).evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    return canvas
      .getContext('2d')!
      .getImageData(0, 0, width, height)
      .data.reduce((sum, value) => sum + value, 0);
  });
const slider = (page: Page, name: string) => page.getByRole('slider', { name, exact: true });
/** Parameters of the newest question of a kind, without its arrays. */
const asked = (page: Page, method: string) =>
  page.evaluate(
    (name) => window.engine.calls.findLast((call) => call.method === name)?.params as Record<string, unknown>,
    method,
  );
/** The code that was decoded last. */
const decoded = (page: Page) =>
  page.evaluate(() => {
    const call = window.engine.calls.findLast(({ method }) => method === 'latent.decode');
    return [...(call!.params as { codes: { values: Float32Array } }).codes.values];
  });

test('a slider moves one dimension, 0 brings it back, and the rest stays as it was', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?show=steer&image=12' });
  await expect(page.getByText('Nothing is moved yet')).toBeVisible();
  await expect.poll(() => decoded(page)).toHaveLength(16);
  const [before, code] = [await pixels(page), await decoded(page)];
  await slider(page, 'dimension 3').focus();
  await page.keyboard.press('End');
  await expect.poll(() => pixels(page)).not.toBe(before);
  const moved = await decoded(page);
  expect(moved.flatMap((value, d) => (Math.abs(value - code[d]!) > 1e-5 ? [d] : []))).toEqual([3]);
  await page.keyboard.press('0');
  await expect.poll(() => decoded(page)).toEqual(code);
  await expect(page.getByText('Nothing is moved yet')).toBeVisible();
});

test('a locked dimension keeps its value in another image', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?show=steer&image=12' });
  await slider(page, 'dimension 3').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('l');
  const held = (await decoded(page))[3];
  await page.getByRole('button', { name: 'An image at random' }).click();
  await expect(page).not.toHaveURL(/image=12(&|$)/);
  await expect.poll(async () => (await decoded(page))[4]).not.toBeUndefined();
  await expect.poll(async () => (await decoded(page))[3]).toBeCloseTo(held!, 5);
  await page.getByRole('button', { name: 'Let dimension 3 move again (L)' }).click();
  await expect.poll(async () => (await decoded(page))[3]).not.toBeCloseTo(held!, 5);
});

test('a dragged slider never has more than one picture under way, and ends at the newest', async ({
  open,
}) => {
  const page = await open({ shelf: 'faces', screen: 'morph?show=steer&image=12' });
  await expect(page.getByText('Nothing is moved yet')).toBeVisible();
  await page.evaluate(() => {
    const { engine } = window;
    const call = engine.call.bind(engine);
    const seen = { now: 0, most: 0, asked: 0 };
    Object.assign(window, { seen });
    engine.call = async (method, params) => {
      if (method !== 'latent.decode') return call(method, params);
      seen.asked++;
      seen.most = Math.max(seen.most, ++seen.now);
      await new Promise((resolve) => setTimeout(resolve, 60));
      const answer = await call(method, params);
      seen.now--;
      return answer;
    };
  });
  const box = (await slider(page, 'dimension 3').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  for (let step = 1; step <= 40; step++)
    await page.mouse.move(box.x + box.width / 2 + step, box.y + box.height / 2);
  await page.mouse.up();
  const value = Number(await slider(page, 'dimension 3').inputValue());
  await expect.poll(async () => (await decoded(page))[3]).toBeCloseTo(value, 4);
  const { most, asked: count } = await page.evaluate(
    () => (window as unknown as { seen: { most: number; asked: number } }).seen,
  );
  expect(most).toBe(1);
  expect(count).toBeLessThan(40);
});

test('a cell of a traversal becomes the code in hand', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?show=steer&image=12' });
  await page.getByText('Traversals', { exact: true }).click();
  const cell = page.getByRole('button', { name: 'Dimension 3 at +3.0 deviations' });
  await cell.click();
  await expect(cell).toHaveAttribute('aria-current', 'true');
  await page.getByRole('button', { name: 'Save as a sheet…' }).click();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe('traversals.png');
});

test('an attribute is made of a label, steers, stands apart from others, and is removed', async ({
  open,
}) => {
  const page = await open({ shelf: 'faces', screen: 'morph?show=steer&image=12' });
  await page.getByText('Attributes', { exact: true }).click();
  const make = async (label: string) => {
    await page.getByRole('button', { name: 'Make an attribute…' }).click();
    const having = page.getByRole('dialog').getByRole('region', { name: 'Images that have it' });
    await having.getByRole('combobox', { name: 'Label', exact: true }).selectOption({ value: label });
    await page.getByRole('dialog').getByRole('button', { name: 'Make', exact: true }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
  };
  await make('Boris');
  await make('Anna');
  const before = await decoded(page);
  await slider(page, 'Boris').focus();
  await page.keyboard.press('End');
  await expect.poll(() => decoded(page)).not.toEqual(before);
  await page.getByRole('button', { name: 'Change Boris' }).click();
  await page.getByRole('button', { name: 'Leave the others as they are' }).click();
  await expect(page.getByText(/leaves Anna/)).toBeVisible();
  await page.getByRole('button', { name: 'Change Boris' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(slider(page, 'Boris')).toBeHidden();
  await expect.poll(() => decoded(page)).toEqual(before);
});

test('a steered picture becomes a stop of the morph, and is found again after looking elsewhere', async ({
  open,
}) => {
  const page = await open({ shelf: 'faces', screen: 'morph?path=3&show=steer&image=12' });
  await slider(page, 'dimension 3').focus();
  await page.keyboard.press('End');
  await page.getByRole('button', { name: 'Use in the morph' }).click();
  await page.getByText('Morph', { exact: true }).last().click();
  await expect(page.getByRole('button', { name: 'Stop 2: IMG_00013.jpg, steered' })).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Place in the morph' })).toBeVisible();
  await expect.poll(() => asked(page, 'latent.pathOfCodes')).toMatchObject({ steps: 121 });
  await page.getByText('Steer', { exact: true }).click();
  await expect(page.getByText('Steered', { exact: true })).toBeVisible();
});

test('a conditional model draws the same code under other labels', async ({ open }) => {
  const page = await open({ shelf: 'conditional', screen: 'morph?show=steer&image=12' });
  const strip = page.getByRole('region', { name: 'The same code under other labels' });
  await expect(strip.getByRole('button')).toHaveCount(10);
  await strip.getByRole('button').nth(2).click();
  const label = await strip.getByRole('button').nth(2).getAttribute('aria-label');
  await expect(page.getByRole('button', { name: `Label: ${label}` })).toBeVisible();
  await expect(strip.getByRole('button').nth(2)).toHaveAttribute('aria-pressed', 'true');
});

for (const { shelf, what } of [
  { shelf: 'faces', what: 'Picture' },
  { shelf: 'conditional', what: 'Picture' },
  { shelf: 'long', what: 'Traversals' },
] as const) {
  test(`${what} of ${shelf} can be read in light and dark and fits a small window`, async ({
    page,
    open,
  }) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'warning' && problems.push(message.text()));
    await page.setViewportSize({ width: 1024, height: 700 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open({ shelf, screen: 'morph?show=steer&image=12' });
      await page.getByText(what, { exact: true }).click();
      await expect(slider(page, 'dimension 3')).toBeVisible();
      expect(await findFaintText(page)).toEqual([]);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('main, main > *, main > * > *')].some(
          (element) => element.scrollWidth > element.clientWidth + 1,
        ),
      );
      expect(cut).toBe(false);
    }
    expect(problems).toEqual([]);
  });
}
