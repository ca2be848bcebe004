import type { Page } from 'playwright/test';
import { findFaintText } from './contrast.ts';
import { expect, test } from './scene.ts';

const dialogOf = async (page: Page) => {
  await page.getByRole('button', { name: 'Use a model you have…' }).click();
  return page.getByRole('dialog', { name: 'Use a model you have' });
};
const lastImport = (page: Page) =>
  page.evaluate(() => {
    const call = window.engine.calls.findLast(({ method }) => method === 'models.importOnnx')!;
    return JSON.parse(JSON.stringify(call.params)) as object;
  });

test('an encoder and a decoder are added, and what the check found is said', async ({ open }) => {
  const page = await open({ shelf: 'untrained', screen: 'train', host: 'desktop' });
  const dialog = await dialogOf(page);
  await expect(dialog.getByRole('button', { name: 'Add model' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Choose the encoder' }).click();
  await expect(dialog.getByText('encoder.onnx')).toBeVisible();
  await dialog.getByRole('button', { name: 'Choose the decoder' }).click();
  await dialog.getByLabel('Name').fill('Theirs');
  expect(await findFaintText(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add model' }).click();
  await expect(dialog.getByText('Theirs is added')).toBeVisible();
  await expect(dialog.getByText('codes of 128 numbers (“features”)')).toBeVisible();
  expect(await lastImport(page)).toMatchObject({
    ...{ name: 'Theirs', range: 'auto' },
    encoder: '/home/ada/Models/encoder.onnx',
    decoder: '/home/ada/Models/encoder.onnx',
  });

  await dialog.getByRole('button', { name: 'Show the model' }).click();
  await expect(page.getByRole('heading', { name: 'Made elsewhere' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Images and their reconstructions' })).toBeVisible();
  await expect(page.locator('article').getByRole('button', { name: 'Explore' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train longer…' })).toBeHidden();
});

test('an encoder alone is explored, and Morph says that it cannot draw', async ({ open }) => {
  const page = await open({ shelf: 'untrained', screen: 'train', host: 'desktop' });
  const dialog = await dialogOf(page);
  await dialog.getByRole('button', { name: 'Choose the encoder' }).click();
  await dialog.getByLabel('Pixel values that the encoder expects').selectOption('imagenet');
  await dialog.getByRole('button', { name: 'Add model' }).click();
  await expect(dialog.getByText('There is no decoder')).toBeVisible();
  expect(await lastImport(page)).toMatchObject({ range: 'imagenet' });
  await dialog.getByRole('button', { name: 'Explore' }).click();
  await expect(page).toHaveURL(/#\/explore$/);
  await page.evaluate(() => (location.hash = '#/morph'));
  await expect(page.getByText('This model cannot draw')).toBeVisible();
});

test('what does not fit is said in a browser too, and the files are sent before', async ({ open }) => {
  const page = await open({ shelf: 'untrained', screen: 'train' });
  const sent: string[] = [];
  await page.route('**/uploads/**', (route) => {
    sent.push(new URL(route.request().url()).pathname);
    return route.fulfill({ status: 204 });
  });
  const dialog = await dialogOf(page);
  const bytes = Buffer.from('weights');
  const file = (name: string) => ({ name, mimeType: 'application/octet-stream', buffer: bytes });
  await dialog
    .getByLabel('Encoder', { exact: true })
    .setInputFiles([file('wrong.onnx.data'), file('wrong.onnx')]);
  await dialog.getByRole('button', { name: 'Add model' }).click();
  await expect(dialog.getByText('float32 [n, 784], and images were expected')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Add model' })).toBeEnabled();
  expect(sent.sort()).toEqual(['/uploads/1/encoder/wrong.onnx', '/uploads/1/encoder/wrong.onnx.data']);
  expect(await lastImport(page)).toMatchObject({
    encoder: '/home/ada/Morphospace/uploads/1/encoder/wrong.onnx',
  });
});
