import { expect, test } from './scene.ts';

test('a folder chosen on the desktop becomes a dataset, with what was skipped', async ({ open }) => {
  const page = await open({ shelf: 'empty', screen: 'welcome', host: 'desktop' });
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name')).toHaveValue('faces');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await expect(dialog).toContainText('1,204 images imported');
  await dialog.getByText('3 files were skipped: see why').click();
  await expect(dialog).toContainText('The file is empty.');
  await dialog.getByRole('button', { name: 'Look at the images' }).click();
  await expect(page.getByRole('heading', { name: 'faces' })).toBeVisible();
});

test('a folder of this machine can be typed in the browser', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'gallery' });
  await page.getByRole('button', { name: 'Dataset', exact: true }).click();
  await page.getByRole('button', { name: 'New dataset…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await dialog.getByLabel('path of a folder').fill('/data/butterflies');
  await dialog.getByRole('button', { name: 'Use' }).click();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toContainText('1,204 images imported');
  const paths = await page.evaluate(
    () => window.engine.calls.find(({ method }) => method === 'datasets.import')?.params,
  );
  expect(paths).toMatchObject({ paths: ['/data/butterflies'], name: 'butterflies', labels: 'auto' });
});

test('what is dropped on any screen opens the import', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'export', host: 'desktop' });
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'wing.png'));
    for (const type of ['dragenter', 'dragover'])
      dispatchEvent(new DragEvent(type, { dataTransfer, cancelable: true }));
  });
  await expect(page.getByText('Drop to import')).toBeVisible();
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'wing.png'));
    dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
  });
  await expect(page.getByText('Drop to import')).toBeHidden();
  await expect(page.getByRole('dialog')).toContainText('/home/ada/Pictures/wing.png');
});

test('an import goes on in the background and says when it is done', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'welcome', host: 'desktop', tick: 60 });
  await page.getByRole('button', { name: 'Choose folder…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByRole('button', { name: 'Continue in the background' }).click();
  await expect(page.getByRole('button', { name: 'Running work' })).toBeVisible();
  const notices = page.getByRole('log', { name: 'Notices' });
  await expect(notices).toContainText('1,204 images imported');
  await expect(page.getByRole('button', { name: 'Running work' })).toBeHidden();
  await notices.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('heading', { name: 'faces' })).toBeVisible();
});

test('the sample faces open on the map', async ({ open }) => {
  const page = await open({ shelf: 'empty', screen: 'welcome' });
  await page.getByRole('button', { name: 'Open the sample faces' }).click();
  await expect(page).toHaveURL(/#\/explore$/);
  await expect(page.getByRole('button', { name: 'Dataset', exact: true })).toContainText('Sample faces');
});
