import { expect, test } from './scene.ts';

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
  await page.getByText('Autoencoder', { exact: true }).click();
  await expect(page.getByText('An autoencoder learns to describe')).toBeVisible();
  await expect(page.getByLabel('Beta')).toBeDisabled();
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
