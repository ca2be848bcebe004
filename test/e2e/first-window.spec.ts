import { expect, test } from './fixtures.ts';

test('the first window says what Morphospace does, and its page complains of nothing', async ({ shell }) => {
  const { page, complaints } = shell;
  await expect(page).toHaveTitle('Morphospace');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('See the space your images live in');
  expect(complaints).toEqual([]);
});

test('loading the page again shows it again', async ({ shell: { page } }) => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(page.url()).not.toContain('token');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
