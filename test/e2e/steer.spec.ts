/** A face is steered with the real engine: by a dimension, along an attribute that tells glasses, and on into a morph. */
import { expect, test } from './fixtures.ts';

test('a sample face is steered, keeps an attribute of its own, and becomes a stop of a morph', async ({
  shell,
}) => {
  const { page, complaints } = shell;
  await page.getByRole('button', { name: 'Open the sample faces' }).click();
  await expect(page.getByRole('application', { name: /^Map of/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Morph' }).click();
  await page.getByText('Steer', { exact: true }).click();
  await page.getByRole('button', { name: 'An image at random' }).click();

  /** The bytes of the steered picture, each counted by its place; 0 before it is drawn. As text: these tests know no DOM. */
  const pixels = () =>
    page.evaluate<number>(`(() => {
      const canvas = document.querySelector('canvas[aria-label="The steered picture"]');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.reduce((sum, value, i) => sum + value * (1 + (i % 97)), 0);
    })()`);
  await expect(page.getByText(/Its reconstruction, [\d.]+ dB/)).toBeVisible({ timeout: 30_000 });
  await expect.poll(pixels).toBeGreaterThan(0);
  const before = await pixels();
  const first = page.getByRole('slider').first();
  await first.focus();
  await page.keyboard.press('End');
  // Browsers may round a few pixels differently when they paint the same again.
  const change = async () => Math.abs((await pixels()) / before - 1);
  await expect.poll(change).toBeGreaterThan(1e-4);
  await page.keyboard.press('0');
  await expect.poll(change).toBeLessThan(1e-6);

  await page.getByText('Attributes', { exact: true }).click();
  await page.getByRole('button', { name: 'Make an attribute…' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Half of them');
  await page.getByRole('dialog').getByRole('button', { name: 'Make', exact: true }).click();
  const strength = page.getByRole('slider', { name: 'Half of them' });
  await expect(strength).toBeVisible({ timeout: 30_000 });
  await strength.focus();
  await page.keyboard.press('End');
  await expect.poll(change).toBeGreaterThan(1e-4);

  await page.getByText('Traversals', { exact: true }).click();
  await expect(
    page.getByRole('button', { name: /^Dimension \d+ at \+3\.0 deviations$/ }).first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Use in the morph' }).click();
  await page.getByText('Morph', { exact: true }).last().click();
  await expect(page.getByRole('button', { name: /^Stop 1: .*, steered$/ })).toBeVisible();
  expect(complaints).toEqual([]);
});
