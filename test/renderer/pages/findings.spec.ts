import type { Page } from 'playwright/test';
import { browserLaunch } from '../../e2e/browser.ts';
import { findFaintText } from './contrast.ts';
import { expect, type Scene, test as base } from './scene.ts';

const launch = browserLaunch();
const software = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const test = base.extend({
  launchOptions: [{ ...launch, args: [...(launch.args ?? []), ...software] }, { scope: 'worker' }],
});

const panel = (page: Page) => page.getByRole('complementary', { name: 'Findings' });
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected images' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Image' });

/** The faces laid out, with one question asked and its page open. */
async function ask(
  open: (scene: Scene) => Promise<Page>,
  action: string,
  host: Scene['host'] = 'desktop',
): Promise<Page> {
  const page = await open({ shelf: 'faces', screen: 'explore', host });
  await page.getByRole('button', { name: 'Lay out the images' }).click();
  await page.getByRole('group', { name: 'Zoom' }).waitFor();
  await page.keyboard.press('f');
  await panel(page).getByRole('button', { name: action }).click();
  const title = action.replace(/^(Look for|Check the|Find) /, '');
  await expect(panel(page).getByRole('progressbar')).toHaveCount(0);
  await panel(page)
    .getByRole('button', { name: new RegExp(`^${title}:`, 'i') })
    .click();
  return page;
}

test('nothing is looked for until it is asked, and what is at work can be stopped', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore', tick: 300 });
  await page.keyboard.press('f');
  await expect(panel(page)).toContainText('What is odd?');
  const runs = () =>
    page.evaluate(() => window.engine.calls.filter(({ method }) => method === 'analyses.run').length);
  expect(await runs()).toBe(0);
  await panel(page).getByRole('button', { name: 'Look for outliers' }).click();
  await panel(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(panel(page).getByRole('button', { name: 'Look for outliers' })).toBeVisible();
  await panel(page).getByRole('button', { name: 'Run all 6' }).click();
  await expect.poll(runs).toBe(7);
});

test('outliers are ranked, looked at with their error, and selected up to a threshold', async ({ open }) => {
  const page = await ask(open, 'Look for outliers');
  const list = panel(page).getByRole('listbox');
  await list.hover({ position: { x: 30, y: 30 } });
  await expect(panel(page).getByRole('figure')).toContainText('Error');
  await panel(page).getByRole('slider', { name: 'Threshold' }).fill('0.5');
  const select = panel(page).getByRole('button', { name: /^Select these \d+/ });
  // The square root of 2,412.
  await expect(select).toHaveText('Select these 49');
  await select.click();
  await expect(bar(page)).toContainText('49 selected');
  await list.focus();
  await page.keyboard.press('ArrowRight');
  await expect(inspector(page)).toContainText('dB');
  await expect(bar(page)).toContainText('49 selected');
});

test('the best of a group is kept, then of all groups, and both are taken back', async ({ open }) => {
  const page = await ask(open, 'Look for duplicates');
  await panel(page).getByRole('button', { name: 'Keep the best', exact: true }).first().click();
  await expect(panel(page).getByText('Settled')).toHaveCount(1);
  await panel(page).getByRole('button', { name: 'Keep the best of all 23' }).click();
  await expect(panel(page).getByText('All groups are settled.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(panel(page).getByText('Settled')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await expect(panel(page).getByText('Settled')).toHaveCount(1);
});

test('clusters get names, colours and are selected', async ({ open }) => {
  const page = await ask(open, 'Find clusters');
  await expect(panel(page).getByRole('img', { name: /silhouette for 2 to 10 clusters/ })).toBeVisible();
  await panel(page).getByRole('button', { name: 'Colour the map' }).click();
  const legend = page.getByRole('region', { name: 'Clusters (k-means, 6)' });
  await expect(legend).toContainText('Cluster 2');
  const name = panel(page).getByRole('textbox', { name: 'Name of cluster 2' });
  await name.fill('Smiling');
  await name.press('Enter');
  await expect(legend).toContainText('Smiling');
  await panel(page).getByRole('button', { name: 'Select', exact: true }).first().click();
  await expect(bar(page)).toContainText(/40\d selected/);
});

test('a number of clusters can be asked for, and the former ones stay', async ({ open }) => {
  const page = await ask(open, 'Find clusters');
  await panel(page).getByRole('button', { name: 'Find clusters another way' }).click();
  await panel(page).getByText('As I say').click();
  await panel(page).getByRole('spinbutton').fill('4');
  await panel(page).getByRole('button', { name: 'Find clusters', exact: true }).click();
  await expect(panel(page).getByRole('textbox', { name: /Name of cluster/ })).toHaveCount(4);
  await panel(page).getByRole('combobox', { name: 'Which clusters' }).selectOption({ index: 1 });
  await expect(panel(page).getByRole('textbox', { name: /Name of cluster/ })).toHaveCount(6);
});

test('a confused pair shows its suspects, which are judged one by one', async ({ open }) => {
  const page = await ask(open, 'Check the labels');
  await expect(panel(page).getByRole('row', { name: /By lines/ })).toContainText('93 %');
  await panel(page)
    .getByRole('button', { name: /^Anna taken for Boris/ })
    .click();
  await expect(panel(page).getByRole('heading', { name: 'Anna taken for Boris' })).toBeVisible();
  const suspects = panel(page).getByRole('button', { name: /Anna, rather Boris/ });
  const count = await suspects.count();
  expect(count).toBeGreaterThan(3);
  await expect(panel(page).getByRole('button', { name: `Select ${count}` })).toBeVisible();
  const wrong = panel(page).getByRole('button', { name: 'Tag “wrong label”' }).first();
  await wrong.click();
  await expect(wrong).toHaveAttribute('aria-pressed', 'true');
  const right = panel(page).getByRole('button', { name: 'The label looks right' }).first();
  await right.click();
  await expect(right).toHaveAttribute('aria-pressed', 'true');
  await expect(wrong).toHaveAttribute('aria-pressed', 'false');
});

test('a fault is chosen and its threshold moved', async ({ open }) => {
  const page = await ask(open, 'Check the quality');
  await panel(page)
    .getByRole('button', { name: /^Blurred/ })
    .click();
  const select = panel(page).getByRole('button', { name: /^Select these/ });
  const before = await select.innerText();
  await panel(page).getByRole('slider', { name: 'Blurred' }).fill('0.6');
  await expect(select).not.toHaveText(before);
  await expect(panel(page).getByRole('listbox')).toHaveAccessibleName('Blurred, the worst first');
});

test('selected images are tagged by a word, and others by its key', async ({ open }) => {
  const page = await ask(open, 'Look for outliers');
  const list = panel(page).getByRole('listbox');
  await list.click({ position: { x: 30, y: 30 } });
  await page.keyboard.press('t');
  await page.keyboard.type('strange');
  await page.keyboard.press('Enter');
  const said = inspector(page).getByRole('region', { name: 'Tags and note' });
  await expect(said).toContainText('strange');
  await list.focus();
  await page.keyboard.press('ArrowRight');
  await expect(said).not.toContainText('strange');
  await page.keyboard.press('1');
  await expect(said).toContainText('strange');
  await page.keyboard.press('1');
  await expect(said).not.toContainText('strange');
  await page.keyboard.press('x');
  await expect(said.getByRole('checkbox', { name: 'Left out of training' })).toBeChecked();
});

test('what is like the selected images is listed, the nearest first', async ({ open }) => {
  const page = await ask(open, 'Look for outliers');
  await panel(page)
    .getByRole('button', { name: /^Select these/ })
    .click();
  await bar(page).getByRole('button', { name: 'Find what is most like these' }).click();
  await expect(panel(page).getByRole('heading', { name: /^Most like \d+ selected images/ })).toBeVisible();
  await panel(page).getByRole('button', { name: 'Select these 100' }).click();
  await expect(bar(page)).toContainText('100 selected');
});

test('the desktop exports the selected images into a folder', async ({ open }) => {
  const page = await ask(open, 'Look for outliers');
  await panel(page)
    .getByRole('button', { name: /^Select these/ })
    .click();
  await bar(page).getByRole('button', { name: 'Export these images' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Choose a folder…' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  const asked = await page.evaluate(
    () => window.engine.calls.find(({ method }) => method === 'curation.export')!.params,
  );
  expect(asked).toMatchObject({ form: 'copy', out: '/home/ada/Documents/model/selection' });
  await expect(page.getByText(/^\d+ images exported$/)).toBeVisible();
});

test('a browser downloads the table of the selected images', async ({ open }) => {
  const page = await ask(open, 'Look for duplicates', 'browser');
  await panel(page).getByRole('button', { name: 'Select others' }).click();
  await bar(page).getByRole('button', { name: 'Export these images' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: /^Copies of the files/ })).toBeDisabled();
  await expect(dialog).toContainText('A page in a browser cannot write into folders');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('selection.csv');
});

test('what was found while one was elsewhere is announced, and shown on a click', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore', tick: 300 });
  await page.keyboard.press('f');
  await panel(page).getByRole('button', { name: 'Check the quality' }).click();
  await expect(panel(page).getByRole('progressbar')).toBeVisible();
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Gallery' }).click();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(panel(page).getByRole('heading', { name: 'Quality' })).toBeVisible();
});

test('a picture that is dropped on the right of the map is compared, not imported', async ({ open }) => {
  const page = await open({ shelf: 'faces', screen: 'explore' });
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(90)], 'stranger.png', { type: 'image/png' }));
    const at = { clientX: innerWidth - 100, clientY: 300, bubbles: true, cancelable: true };
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { ...at, dataTransfer: transfer }));
  });
  await expect(panel(page).getByRole('heading', { name: 'Most like stranger.png' })).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'Select these 100' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page of the findings can be read in the ${colorScheme} theme and fits a small window`, async ({
    page,
    open,
  }) => {
    await page.setViewportSize({ width: 1024, height: 700 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await open({ shelf: 'faces', screen: 'explore' });
    await page.keyboard.press('f');
    expect(await findFaintText(page)).toEqual([]);
    await panel(page).getByRole('button', { name: 'Run all 6' }).click();
    await expect(panel(page).getByText('6 clusters')).toBeVisible();
    for (const title of ['Outliers', 'Duplicates', 'Quality', 'Clusters', 'Labels', 'Compression']) {
      await panel(page)
        .getByRole('button', { name: new RegExp(`^${title}:`) })
        .click();
      await expect(panel(page).getByRole('heading', { name: title, exact: true })).toBeVisible();
      expect(await findFaintText(page), title).toEqual([]);
      const wide = await panel(page).evaluate((element) => element.scrollWidth - element.clientWidth);
      expect(wide, title).toBeLessThanOrEqual(0);
      await panel(page).getByRole('button', { name: 'All findings' }).click();
    }
  });
}
