/** The map by itself, with made-up thumbnails whose colour tells which image they are of. */
import { resolve } from 'node:path';
import { expect, test as base, type Page } from 'playwright/test';
import sharp from 'sharp';
import { createServer } from 'vite';
import { browserLaunch } from '../../e2e/browser.ts';
import type { MapPage } from '../map/page/main.ts';

declare global {
  interface Window {
    mapPage: MapPage;
  }
}

const SOFTWARE = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const launch = browserLaunch();

const test = base.extend<{ open: (images: number) => Promise<Page> }, { address: string }>({
  launchOptions: [{ ...launch, args: [...(launch.args ?? []), ...SOFTWARE] }, { scope: 'worker' }],

  address: [
    async ({}, use) => {
      const server = await createServer({
        configFile: false,
        logLevel: 'error',
        root: resolve(import.meta.dirname, '../map/page'),
        cacheDir: resolve(import.meta.dirname, '../../../.cache/vite-map-test'),
        server: { port: 0, fs: { allow: [resolve(import.meta.dirname, '../../..')] } },
      });
      await server.listen();
      await use(server.resolvedUrls!.local[0]!);
      await server.close();
    },
    { scope: 'worker' },
  ],

  open: async ({ page, address }, use) => {
    await page.setViewportSize({ width: 900, height: 640 });
    await use(async (images) => {
      await page.goto(`${address}?images=${images}`);
      await page.waitForFunction(() => window.mapPage !== undefined);
      await page.evaluate(() => window.mapPage.untilStill());
      return page;
    });
  },
});

/** The screen as pixels. */
async function look(page: Page) {
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return (x: number, y: number) => {
    const at = (Math.round(y) * info.width + Math.round(x)) * 3;
    return [data[at]!, data[at + 1]!, data[at + 2]!];
  };
}

/** The colour of an image's thumbnail, as the page draws it: `hsl(image * 137 mod 360, 45 %, 30 % + …)`. */
function colourOf(image: number): number[] {
  const hue = (image * 137) % 360;
  const lightness = (30 + (image % 7) * 6) / 100;
  const chroma = 0.45 * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return 255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  });
}

/** Clicks all over the window and returns what was chosen, with where it is. */
async function clickAround(page: Page) {
  const chosen: { image: number; x: number; y: number; side: number }[] = [];
  for (let y = 60; y < 640; y += 67) {
    for (let x = 70; x < 900; x += 83) {
      await page.mouse.click(x, y);
      const found = await page.evaluate(() => {
        const { map, chosen: clicks } = window.mapPage;
        const image = clicks.at(-1)!.image;
        return image < 0 ? null : { image, ...map.placeOf(image) };
      });
      if (found !== null) chosen.push(found);
    }
  }
  await page.mouse.move(2, 2);
  return chosen;
}

/** A click on a thumbnail must choose the image whose picture is there, by its colour. */
async function expectPicturesMatch(page: Page): Promise<void> {
  const pixel = await look(page);
  const pictured = (await clickAround(page)).filter(({ x, y, side }) => {
    const corner = side * 0.3;
    return side > 20 && x > corner + 2 && y > corner + 2 && x < 898 && y < 638;
  });
  expect(pictured.length).toBeGreaterThan(2);
  for (const { image, x, y, side } of pictured) {
    // Off the middle, where the number stands.
    const seen = pixel(x - side * 0.3, y - side * 0.3);
    const expected = colourOf(image);
    const away = Math.max(...seen.map((value, k) => Math.abs(value - expected[k]!)));
    expect(away, `image ${image}: ${seen.join()} instead of ${expected.map(Math.round).join()}`).toBeLessThan(
      26,
    );
  }
}

test('a click chooses the image that is seen there: at first, zoomed in, panned, zoomed far in and filtered', async ({
  open,
}) => {
  const page = await open(1500);
  await expectPicturesMatch(page);

  await page.mouse.move(300, 200);
  await page.mouse.wheel(0, -500);
  await page.evaluate(() => window.mapPage.untilStill());
  await expectPicturesMatch(page);

  await page.mouse.move(450, 320);
  await page.mouse.down();
  await page.mouse.move(610, 250, { steps: 8 });
  await page.mouse.up();
  await page.evaluate(() => window.mapPage.untilStill());
  await expectPicturesMatch(page);

  await page.evaluate(() => {
    const { map, labels } = window.mapPage;
    map.setFilter(Uint8Array.from(labels, (label) => (label % 2 === 1 ? 1 : 0)));
    map.fit();
  });
  await page.evaluate(() => window.mapPage.untilStill());
  await expectPicturesMatch(page);
  const images = (await clickAround(page)).map(({ image }) => image);
  expect(images.every((image) => image % 2 === 1)).toBe(true);
});

test('among dots the nearest one is meant', async ({ open }) => {
  const page = await open(30_000);
  const found = await clickAround(page);
  expect(found.length).toBeGreaterThan(3);
  for (const { image, x, y } of found) {
    await page.mouse.click(Math.round(x), Math.round(y));
    const nearest = await page.evaluate(
      ([at, top]) => {
        const { map, chosen } = window.mapPage;
        const away = (id: number) => {
          const place = map.placeOf(id);
          return Math.hypot(place.x - at!, place.y - top!);
        };
        let best = 0;
        for (let id = 1; id < 30_000; id++) if (away(id) < away(best)) best = id;
        return { best, chosen: chosen.at(-1)!.image };
      },
      [Math.round(x), Math.round(y)],
    );
    expect(nearest.chosen, `near image ${image}`).toBe(nearest.best);
  }
});

test('pointing at an image tells of it once, and of leaving it', async ({ open }) => {
  const page = await open(1500);
  const { x, y, image } = (await clickAround(page))[0]!;
  await page.evaluate(() => (window.mapPage.hovered.length = 0));
  await page.mouse.move(x - 2, y);
  await page.mouse.move(x + 2, y);
  await page.mouse.move(2, 2);
  expect(await page.evaluate(() => window.mapPage.hovered)).toEqual([image, -1]);
});

/** What was enclosed last, and which images have their places in a part of the window. */
async function enclosedAndInside(page: Page, left: number, top: number, right: number, bottom: number) {
  return page.evaluate(
    ([x0, y0, x1, y1]) => {
      const { map, enclosed } = window.mapPage;
      const all = Array.from({ length: 1500 }, (_, id) => ({ id, ...map.placeOf(id) }));
      const within = all.filter(({ x, y }) => x >= x0! && x <= x1! && y >= y0! && y <= y1!);
      const { images, mode } = enclosed.at(-1)!;
      return { images: [...images], mode, inside: within.map(({ id }) => id) };
    },
    [left, top, right, bottom],
  );
}

async function dragAround(page: Page, corners: readonly (readonly [number, number])[]): Promise<void> {
  const [[x, y], ...others] = corners as [readonly [number, number], ...(readonly [number, number])[]];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const [left, top] of others) await page.mouse.move(left, top, { steps: 5 });
  await page.mouse.up();
}

test('Shift and drag encloses the images in a box in addition, Alt and drag takes them away', async ({
  open,
}) => {
  const page = await open(1500);
  for (const [key, wanted] of [
    ['Shift', 'add'],
    ['Alt', 'subtract'],
  ] as const) {
    await page.keyboard.down(key);
    await dragAround(page, [
      [200, 150],
      [520, 420],
    ]);
    await page.keyboard.up(key);
    const { images, mode, inside } = await enclosedAndInside(page, 200, 150, 520, 420);
    expect(mode).toBe(wanted);
    expect(inside.length).toBeGreaterThan(20);
    expect(images).toEqual(inside);
  }
});

test('a lasso encloses what it is drawn around, and the map stays where it is', async ({ open }) => {
  const page = await open(1500);
  await page.evaluate(() => window.mapPage.map.setTool('lasso'));
  const before = await page.evaluate(() => window.mapPage.map.placeOf(3));
  // A rectangle by hand, so that its inside is known.
  await dragAround(page, [
    [250, 120],
    [600, 120],
    [600, 400],
    [250, 400],
    [250, 121],
  ]);
  const { images, mode, inside } = await enclosedAndInside(page, 250, 120, 600, 400);
  expect(mode).toBe('replace');
  expect(inside.length).toBeGreaterThan(20);
  expect(images).toEqual(inside);
  expect(await page.evaluate(() => window.mapPage.map.placeOf(3))).toEqual(before);
  const outlines = await page.evaluate(() => window.mapPage.outlines);
  expect(outlines.at(-1)).toBeNull();
  expect(outlines.at(-2)!.length).toBeGreaterThan(30);
});

test('without a pointer, arrow keys draw a box between two presses of Enter, and Escape gives one up', async ({
  open,
}) => {
  const page = await open(1500);
  await page.evaluate(() => {
    window.mapPage.map.setTool('box');
    document.querySelector('canvas')!.tabIndex = 0;
    document.querySelector('canvas')!.focus();
  });
  const press = async (key: string, times: number) => {
    for (let k = 0; k < times; k++) await page.keyboard.press(key);
  };
  // From the middle, eight pixels a press.
  await press('ArrowLeft', 10);
  await page.keyboard.press('Enter');
  await press('ArrowRight', 30);
  await press('ArrowUp', 25);
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => window.mapPage.enclosed.length)).toBe(0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await press('ArrowRight', 30);
  await press('ArrowUp', 25);
  await page.keyboard.press('Shift+Enter');
  const { images, mode, inside } = await enclosedAndInside(page, 450, 120, 690, 320);
  expect(mode).toBe('add');
  expect(inside.length).toBeGreaterThan(20);
  expect(images).toEqual(inside);
});

test('two fingers zoom, and what is between them stays between them', async ({ open }) => {
  const page = await open(1500);
  const session = await page.context().newCDPSession(page);
  const before = await page.evaluate(() => [window.mapPage.map.placeOf(3), window.mapPage.map.placeOf(40)]);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', away: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        type === 'touchEnd'
          ? []
          : [
              { x: 450 - away, y: 320, id: 1 },
              { x: 450 + away, y: 320, id: 2 },
            ],
    });
  await touch('touchStart', 50);
  for (let away = 60; away <= 150; away += 10) await touch('touchMove', away);
  await touch('touchEnd', 150);
  await page.evaluate(() => window.mapPage.untilStill());
  const after = await page.evaluate(() => [window.mapPage.map.placeOf(3), window.mapPage.map.placeOf(40)]);
  for (const k of [0, 1] as const) {
    expect((after[k]!.x - 450) / (before[k]!.x - 450)).toBeCloseTo(3, 1);
    expect((after[k]!.y - 320) / (before[k]!.y - 320)).toBeCloseTo(3, 1);
  }
});

test('of a large selection the dots stand out, and the others step back', async ({ open }) => {
  const page = await open(30_000);
  await page.mouse.move(2, 2);
  const brightness = async () => {
    const pixel = await look(page);
    return page
      .evaluate(() => {
        const { map, labels } = window.mapPage;
        const places = (label: number) =>
          Array.from(labels.keys())
            .filter((id) => labels[id] === label)
            .slice(0, 400)
            .map((id) => map.placeOf(id));
        return [places(0), places(1)];
      })
      .then((groups) =>
        groups.map((places) => {
          const sums = places.map(({ x, y }) => pixel(x, y).reduce((sum, value) => sum + value, 0));
          return sums.reduce((sum, value) => sum + value, 0) / sums.length;
        }),
      );
  };
  const [first, second] = await brightness();
  await page.evaluate(() => {
    const { map, labels } = window.mapPage;
    const selection = Uint32Array.from(labels.keys()).filter((id) => labels[id] === 0);
    map.mark({ selection });
  });
  await page.evaluate(() => window.mapPage.untilStill());
  const [selected, other] = await brightness();
  expect(selected).toBeGreaterThan(1.05 * first!);
  expect(other).toBeLessThan(0.6 * second!);
});

test('nothing is drawn while nothing changes, and nothing loaded that is not seen', async ({ open }) => {
  const page = await open(60_000);
  const before = await page.evaluate(() => window.mapPage.frames());
  await page.waitForTimeout(700);
  expect(await page.evaluate(() => window.mapPage.frames())).toBe(before);
  // From afar there are only dots.
  expect(await page.evaluate(() => window.mapPage.requested)).toEqual([]);
  const { x, y } = await page.evaluate(() => window.mapPage.map.placeOf(7));
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, -3000);
  await page.evaluate(() => window.mapPage.untilStill());
  const requested = await page.evaluate(() => window.mapPage.requested);
  expect(requested.length).toBeGreaterThan(0);
  // A handful of large pictures is in view; the other 59,900 are left alone.
  expect(new Set(requested).size).toBeLessThan(100);
  expect(new Set(requested).size).toBe(requested.length);
});

test('a lost graphics context comes back with everything on it', async ({ open }) => {
  const page = await open(1500);
  await page.mouse.move(2, 2);
  const before = await look(page);
  await page.evaluate(async () => {
    const lose = document.querySelector('canvas')!.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
    lose.loseContext();
    await new Promise((done) => setTimeout(done, 100));
    lose.restoreContext();
    await window.mapPage.untilStill();
  });
  const after = await look(page);
  let different = 0;
  for (let y = 10; y < 640; y += 9) {
    for (let x = 10; x < 900; x += 9) {
      const [a, b] = [before(x, y), after(x, y)];
      if (a.some((value, k) => Math.abs(value - b[k]!) > 12)) different++;
    }
  }
  expect(different).toBeLessThan(10);
});
