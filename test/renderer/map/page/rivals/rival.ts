/** The same points in another program's view, and the same movements of the pointer. Runs in the page `rival.html`. */
import { clusteredLayout } from '../layout.ts';
import { intervalsOf, untilDrawn } from '../measure.ts';

/** Shows coordinates `[n, 2]`, coloured by label, in an element; returns the canvas when the first frame is out. */
export type DrawRival = (
  place: HTMLElement,
  coordinates: Float32Array,
  labels: Int32Array,
) => Promise<HTMLCanvasElement>;

const CLUSTERS = 10;

export async function rivalPage(draw: DrawRival) {
  const count = Number(new URLSearchParams(location.search).get('images'));
  const coordinates = clusteredLayout(count, CLUSTERS, 1);
  const labels = Int32Array.from({ length: count }, (_, i) => i % CLUSTERS);
  const start = performance.now();
  const canvas = await draw(document.querySelector('#place')!, coordinates, labels);
  await untilDrawn(canvas);
  const firstPoints = performance.now() - start;
  const at = { x: innerWidth / 2, y: innerHeight / 2 };
  const mouse = (type: string, x: number, y: number, buttons: number) =>
    canvas.dispatchEvent(
      new MouseEvent(type, { clientX: x, clientY: y, button: 0, buttons, bubbles: true, view: window }),
    );
  const pointer = (type: string, x: number, y: number, buttons: number) =>
    canvas.dispatchEvent(
      new PointerEvent(type, {
        clientX: x,
        clientY: y,
        button: 0,
        buttons,
        bubbles: true,
        isPrimary: true,
        pointerType: 'mouse',
        pointerId: 1,
      }),
    );

  /** One step of a movement, by the events that a hand on a mouse makes. */
  function step(motion: 'pan' | 'zoom', forth: boolean): void {
    if (motion === 'zoom') {
      const deltaY = forth ? -12 : 12;
      canvas.dispatchEvent(new WheelEvent('wheel', { deltaY, clientX: at.x, clientY: at.y, bubbles: true }));
      return;
    }
    at.x += forth ? 6 : -6;
    at.y += forth ? 2 : -2;
    pointer('pointermove', at.x, at.y, 1);
    mouse('mousemove', at.x, at.y, 1);
  }

  return {
    firstPoints,
    async frameIntervals(motion: 'pan' | 'zoom'): Promise<number[]> {
      if (motion === 'pan') {
        pointer('pointerdown', at.x, at.y, 1);
        mouse('mousedown', at.x, at.y, 1);
      }
      const intervals = await intervalsOf((forth) => step(motion, forth));
      if (motion === 'pan') {
        pointer('pointerup', at.x, at.y, 0);
        mouse('mouseup', at.x, at.y, 0);
      }
      return intervals;
    },
  };
}
