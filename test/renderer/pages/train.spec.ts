import type { Page } from 'playwright/test';
import { FAMILIES, FAMILY_NAMES } from '../../../src/shared/families.ts';
import { findFaintText } from './contrast.ts';
import { expect, test } from './scene.ts';

/** What the last run was started with, as it crosses the wire. */
const lastOptions = (page: Page) =>
  page.evaluate(() => {
    const call = window.engine.calls.findLast(({ method }) => method === 'models.train')!;
    return JSON.parse(JSON.stringify((call.params as { options: object }).options)) as object;
  });

test('one button trains, shows how it goes, and stopping keeps the best', async ({ open }) => {
  const page = await open({ shelf: 'untrained', screen: 'train' });
  await expect(page.getByText('About 42 s at most')).toBeVisible();
  await page.getByRole('button', { name: 'Train', exact: true }).last().click();
  await expect(page.getByText('Time left, at most')).toBeVisible();
  await expect(page.getByRole('img', { name: 'Reconstruction 1' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Running work' })).toContainText('Train Portraits VAE');
  await page.getByRole('button', { name: 'Stop and keep the best' }).first().click();
  await expect(page.getByRole('button', { name: 'Train longer…' })).toBeVisible();
  await page.locator('article').getByRole('button', { name: 'Explore' }).click();
  await expect(page).toHaveURL(/#\/explore$/);
});

test('options change the plan, and empty means automatic', async ({ open }) => {
  const page = await open({ shelf: 'untrained', screen: 'train' });
  await page.getByRole('button', { name: 'Details' }).click();
  const size = page.getByLabel('Code size');
  await size.fill('7');
  await expect(page.getByText('7 numbers per image')).toBeVisible();
  await size.fill('seven');
  await expect(page.getByText('This is not a number.')).toBeVisible();
  await size.fill('');
  await expect(page.getByText('32 numbers per image')).toBeVisible();
  await expect(page.getByLabel('Beta')).toBeVisible();
  await page.getByText('Linear', { exact: true }).click();
  await expect(page.getByText('finds the principal components')).toBeVisible();
});

const kindOf = (page: Page) => page.getByRole('button', { name: 'Change the kind of model' });

test('any family is chosen by keyboard, and brings its own settings', async ({ open }) => {
  const page = await open({ shelf: 'untrained', screen: 'train' });
  await kindOf(page).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Kind of model' });
  await expect(dialog.getByRole('button', { name: 'Variational autoencoder' })).toBeFocused();
  const names = await dialog.locator('li button').evaluateAll((rows) => rows.map((row) => row.ariaLabel));
  expect([...names].sort()).toEqual(FAMILY_NAMES.map((family) => FAMILIES[family].title).sort());
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText(FAMILIES['beta-vae'].summary)).toBeVisible();
  await expect(page.getByLabel('Beta', { exact: true })).toHaveAttribute('placeholder', 'Automatic (4)');
  await expect(page.getByLabel('Capacity at the end, in nats')).toBeHidden();

  await page.getByLabel('Objective').selectOption({ label: 'Rising capacity' });
  await expect(page.getByLabel('Beta', { exact: true })).toBeHidden();
  const capacity = page.getByLabel('Capacity at the end, in nats');
  await capacity.fill('5000');
  await expect(page.getByText('From 0 to 1,000.', { exact: true })).toBeVisible();
  await capacity.fill('40');
  await page.getByRole('button', { name: 'Train', exact: true }).last().click();
  await expect(page.getByText('Time left, at most')).toBeVisible();
  expect(await lastOptions(page)).toEqual({
    family: 'beta-vae',
    settings: { objective: 'capacity', capacity: 40 },
  });
});

test('the kinds of model can be read in light and dark, and fit a small window', async ({ page, open }) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await open({ shelf: 'untrained', screen: 'train' });
    await kindOf(page).click();
    const rows = page.getByRole('dialog').locator('li');
    await expect(rows.last()).toBeInViewport({ ratio: 1 });
    expect(await findFaintText(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'VAE-GAN' }).click();
    await expect(page.getByLabel('Judged from')).toBeVisible();
    expect(await findFaintText(page)).toEqual([]);
  }
});

test('settings of one family do not reach another', async ({ open }) => {
  const page = await open({ shelf: 'untrained', screen: 'train' });
  const choose = async (title: string) => {
    await kindOf(page).click();
    await page.getByRole('dialog').getByRole('button', { name: title, exact: true }).click();
  };
  const target = page.getByRole('textbox', { name: 'Target activation' });
  await choose('Sparse autoencoder');
  await expect(target).toBeHidden();
  await page.getByRole('combobox', { name: 'Penalty' }).selectOption('kl');
  await target.fill('0.1');
  await choose('Autoencoder');
  await expect(target).toBeHidden();
  await expect(page.getByLabel('Beta', { exact: true })).toBeHidden();
  await page.getByRole('button', { name: 'Train', exact: true }).last().click();
  await expect(page.getByText('Time left, at most')).toBeVisible();
  expect(await lastOptions(page)).toEqual({ family: 'autoencoder' });
});

test('a conditional model says why these images do not do', async ({ open }) => {
  const page = await open({ shelf: 'huge', screen: 'train' });
  await kindOf(page).click();
  const conditional = page.getByRole('dialog').getByRole('button', { name: 'Conditional VAE' });
  await expect(conditional).toHaveAttribute('aria-disabled', 'true');
  await expect(conditional).toHaveAccessibleDescription(/These images have no labels/);
  await conditional.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(kindOf(page)).toBeVisible();
});

test('what the engine refuses is said beside the form, and can be put right', async ({ open }) => {
  const page = await open({ shelf: 'untrained', screen: 'train' });
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByLabel('Likelihood').selectOption('bernoulli');
  await page.getByText('Linear', { exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('A linear decoder gives no probabilities');
  const train = page.getByRole('main').getByRole('button', { name: 'Train', exact: true });
  await expect(train).toBeDisabled();
  await page.getByText('Dense', { exact: true }).click();
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(train).toBeEnabled();
});

test('a run that dies elsewhere is announced with what to do', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery', tick: 50 });
  await page.evaluate(async () => {
    const { jobId } = await window.engine.call('models.train', { datasetId: 'portraits', options: {} });
    const { record } = window.engine.state.jobs.get(jobId)!;
    const error = {
      name: 'MorphospaceError',
      code: 'worker-died',
      message: 'The worker ended.',
      advice: 'Go on from the checkpoint.',
    };
    window.engine.emit('job', { ...record, state: 'failed', error });
  });
  const notices = page.getByRole('log', { name: 'Notices' });
  await expect(notices).toContainText('Go on from the checkpoint.');
  await notices.getByRole('button', { name: 'Show the model' }).click();
  await expect(page).toHaveURL(/#\/train\?model=/);
});

test('an interrupted run can go on', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'train?model=portraits-big' });
  await expect(page.getByRole('heading', { name: 'Partial posterior collapse' })).toBeVisible();
  await page.getByRole('button', { name: 'Go on training' }).click();
  await expect(page.getByText('Time left, at most')).toBeVisible();
});

test('a term is explained on keyboard focus', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'train?model=portraits-vae' });
  await page.getByText('PSNR', { exact: true }).focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('tooltip')).toContainText('decibels');
});

test('a collapsed model says so where it is listed and on its page, with what to do', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'train?model=portraits-collapsed' });
  const warnings = page.getByRole('status', { name: 'Warnings' });
  await expect(warnings.getByRole('heading', { name: 'Posterior collapse' })).toBeVisible();
  await expect(warnings).toContainText('beta 1 or less (now 100)');
  const listed = page.getByRole('navigation', { name: 'Models' });
  await expect(listed.getByRole('button', { name: 'Portraits, beta 100' })).toContainText(
    'Warning: Posterior collapse',
  );
  await expect(listed.getByRole('button', { name: 'Portraits VAE VAE' })).not.toContainText('Warning');
  await expect(page.getByText('0 of 32')).toBeVisible();
});

test('the numbers of a code can be walked through by keyboard', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'train?model=portraits-vae' });
  const bars = page.getByRole('slider', { name: 'Numbers of the code, most telling first' });
  await expect(bars).toHaveAttribute('aria-valuetext', '29 of 32 in use');
  await bars.focus();
  await expect(bars).toHaveAttribute('aria-valuetext', /^Number 0: 3\.6 nats, in use$/);
  await page.keyboard.press('End');
  await expect(bars).toHaveAttribute('aria-valuetext', /nats, unused$/);
  await expect(bars).toHaveAttribute('aria-valuenow', '32');
});

test('the loss on held-out images is shown beside that on training images, with the gap', async ({
  open,
}) => {
  const page = await open({ shelf: 'faces', screen: 'train?model=portraits-vae' });
  const loss = page.getByRole('figure').filter({ hasText: 'Loss' });
  await expect(loss).toContainText(/Gap 785.*Training −17,056.*Held out −16,270/s);
  await page.goto(page.url().replace('portraits-vae', 'portraits-factors'));
  await expect(page.getByRole('figure').filter({ hasText: 'Total correlation' })).toContainText('Training');
});
