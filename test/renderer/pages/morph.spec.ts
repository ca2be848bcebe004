import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import { findFaintText } from './contrast.ts';
import { expect, test } from './scene.ts';

const timeline = (page: Page) => page.getByRole('slider', { name: 'Place in the morph' });
const place = async (page: Page) => Number(await timeline(page).inputValue());
const stops = (page: Page) =>
  page
    .getByRole('region', { name: 'Stops' })
    .getByRole('button', { name: /^Stop \d/ })
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
/** The colour in the middle of a large picture. */
const middleOf = (page: Page, name: string) =>
  page.getByRole('img', { name }).evaluate((canvas: HTMLCanvasElement) => {
    const { width } = canvas;
    return [...canvas.getContext('2d')!.getImageData(width / 2, width / 2, 1, 1).data].join();
  });

test('scrubbing changes both pictures at once, and the keys reach every end', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?path=3,170,900' });
  await expect(page.getByText('IMG_00004.jpg', { exact: true }).last()).toBeVisible();
  const before = [await middleOf(page, 'The morph'), await middleOf(page, 'The cross-fade')];
  await page.keyboard.press('End');
  expect(await place(page)).toBe(2);
  await expect(timeline(page)).toHaveAttribute('aria-valuetext', 'Anna/IMG_00901.jpg');
  await expect.poll(() => middleOf(page, 'The morph')).not.toBe(before[0]);
  await expect.poll(() => middleOf(page, 'The cross-fade')).not.toBe(before[1]);
  await page.keyboard.press('Shift+ArrowLeft');
  expect(await place(page)).toBe(1);
  await page.keyboard.press('ArrowRight');
  expect(await place(page)).toBeGreaterThan(1);
  expect(await place(page)).toBeLessThan(1.02);
  await page.keyboard.press('Home');
  expect(await place(page)).toBe(0);
});

test('space plays and pauses, and a hand on the strip takes over', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?path=3,170' });
  await expect(page.getByText('IMG_00004.jpg', { exact: true }).last()).toBeVisible();
  expect(await place(page)).toBe(0);
  await page.keyboard.press('Space');
  await expect.poll(() => place(page)).toBeGreaterThan(0.1);
  await page.keyboard.press('Space');
  const paused = await place(page);
  await page.waitForTimeout(200);
  expect(await place(page)).toBe(paused);
  await page.getByRole('button', { name: 'Play' }).click();
  const box = (await timeline(page).boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.75, box.y + box.height / 2);
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  expect(await place(page)).toBeGreaterThan(0.7);
});

test('stops are moved, replaced and removed, and the address follows', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?path=3,170,900' });
  const change = async (stop: number, what: string) => {
    await page.getByRole('button', { name: `Change stop ${stop}` }).click();
    await page.getByRole('button', { name: what }).click();
  };
  await change(3, 'Move up');
  await expect(page).toHaveURL(/path=3%2C900%2C170/);
  await change(1, 'Remove');
  await expect(page).toHaveURL(/path=900%2C170/);
  await change(2, 'Replace…');
  await page.getByLabel('Search file names').fill('00042');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /IMG_00042/ })
    .click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect.poll(() => stops(page)).toEqual(['Stop 1: IMG_00901.jpg', 'Stop 2: IMG_00042.jpg']);
  await page.reload();
  await expect.poll(() => stops(page)).toEqual(['Stop 1: IMG_00901.jpg', 'Stop 2: IMG_00042.jpg']);
});

test('a stop is dragged to another place', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?path=3,170,900' });
  const row = (n: number) => page.getByRole('button', { name: new RegExp(`^Stop ${n}`) });
  await row(1).dragTo(row(3));
  await expect(page).toHaveURL(/path=170%2C900%2C3/);
});

test('without a path two images are one click away, and nothing plays by itself for who wants it calm', async ({
  page,
  open,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open({ shelf: 'faces', screen: 'morph' });
  await page.getByRole('button', { name: 'Surprise me', exact: true }).click();
  await expect.poll(() => stops(page)).toHaveLength(2);
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('the morph is saved as a sheet or a video in the browser and as an animation on the desktop', async ({
  open,
}) => {
  const page = await open({ shelf: 'faces', screen: 'morph?path=3,170' });
  const dialog = page.getByRole('dialog', { name: 'Save the morph' });
  const saved = async () => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save', exact: true }).click(),
    ]);
    await expect(dialog).toBeHidden();
    return file;
  };
  await page.getByRole('button', { name: 'Save the morph…' }).click();
  expect((await saved()).suggestedFilename()).toBe('morph 3-170 linear.png');

  await page.getByLabel('At the end').selectOption('Begin again');
  await page.getByLabel('Speed').selectOption('2 ×');
  await page.getByRole('button', { name: 'Save the morph…' }).click();
  await expect(dialog.getByRole('option', { name: /GIF.*desktop application/ })).toBeDisabled();
  await dialog.getByRole('combobox', { name: 'As', exact: true }).selectOption('webm');
  const video = await saved();
  expect(video.suggestedFilename()).toBe('morph 3-170 linear.webm');
  const bytes = await readFile(await video.path());
  // The magic number of EBML, which WebM files begin with.
  expect([...bytes.subarray(0, 4)]).toEqual([0x1a, 0x45, 0xdf, 0xa3]);

  await open({ shelf: 'faces', screen: 'morph?path=3,170', host: 'desktop' });
  await page.getByLabel('Pace').selectOption('Slow at stops');
  await page.getByRole('button', { name: 'Save the morph…' }).click();
  await dialog.getByRole('combobox', { name: 'As', exact: true }).selectOption('gif');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  const asked = () =>
    page.evaluate(() => window.engine.calls.find(({ method }) => method === 'latent.exportMorph')?.params);
  await expect.poll(asked).toMatchObject({
    images: [3, 170, 3],
    easing: 'in-out',
    crossFade: true,
    out: '/home/ada/Documents/model/morph 3-170 linear.gif',
  });
});

test('a morph that leads on to its first image has one way more', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?path=3,170,900' });
  await expect(timeline(page)).toHaveAttribute('max', '2');
  await page.getByLabel('At the end').selectOption('On to the first');
  await expect(timeline(page)).toHaveAttribute('max', '3');
  await page.keyboard.press('End');
  await expect(timeline(page)).toHaveAttribute('aria-valuetext', /IMG_00004/);
});

test('a picture that is dropped on the right becomes a stop', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?path=3' });
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext('2d')!.fillRect(0, 0, 40, 30);
    const transfer = new DataTransfer();
    transfer.items.add(new File([await canvas.convertToBlob()], 'me.png', { type: 'image/png' }));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      const options = { dataTransfer: transfer, clientX: innerWidth - 50, clientY: 300, bubbles: true };
      document.body.dispatchEvent(new DragEvent(type, { ...options, cancelable: true }));
    }
  });
  await expect.poll(() => stops(page)).toEqual(['Stop 1: IMG_00004.jpg', 'Stop 2: me.png']);
});

test('a sample leads to real images and on to a morph', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?path=3,170' });
  await page.getByText('Samples', { exact: true }).click();
  await page.getByRole('button', { name: 'Sample 5', exact: true }).click();
  const details = page.getByRole('complementary', { name: 'Sample' });
  await expect(details.getByRole('button', { name: /IMG_/ })).toHaveCount(12);
  await details.getByRole('button', { name: 'Morph to this image' }).click();
  await expect.poll(() => stops(page)).toHaveLength(3);
});

test('images that are not encoded yet are encoded by one button', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph' });
  await page.evaluate(() => {
    for (const model of window.engine.state.models) model.embedded = false;
    window.engine.emit('library', { changed: 'models', id: '' });
  });
  await page.getByText('Samples', { exact: true }).click();
  await page.getByRole('button', { name: 'Encode the images' }).click();
  await expect(page.getByRole('button', { name: 'Sample 1', exact: true })).toBeVisible();
});

for (const screen of ['morph', 'morph?path=3,170,900', 'morph?show=samples']) {
  test(`${screen} can be read in light and dark and fits a small window`, async ({ page, open }) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'warning' && problems.push(message.text()));
    await page.setViewportSize({ width: 1024, height: 700 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open({ shelf: 'long', screen });
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

test('a conditional model draws the label that is searched and chosen', async ({ open }) => {
  const page = await open({ shelf: 'conditional', screen: 'morph' });
  await page.getByText('Samples', { exact: true }).click();
  await page.getByRole('button', { name: 'Label: any' }).click();
  await expect(page.getByRole('searchbox', { name: 'Search labels' })).toBeFocused();
  await page.keyboard.type('october, place 3');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Label: October, place 3' })).toBeVisible();
  const asked = () =>
    page.evaluate(() => {
      const samples = window.engine.calls.filter(({ method }) => method === 'latent.sample');
      return (samples.at(-1)!.params as { label?: string }).label;
    });
  await expect.poll(asked).toBe('October, place 3');
  await page.getByRole('button', { name: 'Save the samples' }).click();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe('samples October, place 3 mixture 1.png');
  await page.getByRole('button', { name: 'Sample 3', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'A new image: October, place 3' })).toBeVisible();
  await page.getByRole('button', { name: 'Label: October, place 3' }).click();
  await page.getByRole('button', { name: 'Any as often as among the images' }).click();
  await expect.poll(asked).toBeUndefined();
});

test('in the desktop, kept samples are saved by the engine with their codes', async ({ open }) => {
  const page = await open({ shelf: 'conditional', screen: 'morph?show=samples', host: 'desktop' });
  await page.getByRole('button', { name: 'Label: any' }).click();
  await page.getByRole('button', { name: /^April, place 2/ }).click();
  await page.getByRole('button', { name: 'Sample 2', exact: true }).focus();
  await page.keyboard.press('k');
  await page.getByRole('button', { name: 'Keep sample 5 (K)' }).click({ force: true });
  await page.getByRole('button', { name: 'Save the samples' }).click();
  await page.getByRole('dialog').getByText('512 px').click();
  await page.getByRole('dialog').getByText('Squares').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  const asked = () =>
    page.evaluate(() => {
      const call = window.engine.calls.findLast(({ method }) => method === 'latent.exportCodes');
      if (call === undefined) return undefined;
      const { codes, ...rest } = call.params as { codes: { rows: number } };
      return { rows: codes.rows, ...rest };
    });
  await expect.poll(asked).toEqual({
    rows: 2,
    modelId: 'skies-conditional',
    label: 'April, place 2',
    out: '/home/ada/Documents/model/samples April, place 2 mixture 1.png',
    scale: 8,
    enlargement: 'nearest',
    columns: 2,
  });
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('more samples come as one scrolls, and real images show beside them', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?show=samples' });
  const samples = page.getByRole('button', { name: /^Sample \d+$/ });
  await expect(samples.first()).toBeVisible();
  const before = await samples.count();
  await samples.last().scrollIntoViewIfNeeded();
  await expect.poll(() => samples.count()).toBeGreaterThan(before);
  await page.getByLabel('Nearest real image beside each').check();
  await expect(page.getByText(/\d × apart/).first()).toBeVisible();
});

test('samples like one that was chosen, and back to samples of their own', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'morph?show=samples' });
  await page.getByRole('button', { name: 'Sample 7', exact: true }).click();
  await page.getByRole('button', { name: 'More like it' }).click();
  await expect(page.getByText('Like this one')).toBeVisible();
  const asked = () =>
    page.evaluate(() => {
      const call = window.engine.calls.findLast(({ method }) => method === 'latent.sample');
      const { around, temperature } = call!.params as { around?: Float32Array; temperature: number };
      return { around: around?.length, temperature };
    });
  await expect.poll(asked).toEqual({ around: 16, temperature: 0.5 });
  await page.getByRole('button', { name: 'Samples of their own again' }).click();
  await expect.poll(asked).toEqual({ around: undefined, temperature: 0.5 });
});
