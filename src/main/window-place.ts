/** Remembers where the window was. */
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.object({
  bounds: z.object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int().positive(),
    height: z.number().int().positive(),
  }),
  maximized: z.boolean(),
});
export type WindowPlace = z.infer<typeof schema>;

/** Where the window was last; null the first time, and when that place is on no screen any more. */
export function rememberedPlace(file: string): WindowPlace | null {
  try {
    const place = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return screen.getAllDisplays().some(({ workArea }) => overlaps(place.bounds, workArea)) ? place : null;
  } catch {
    return null; // Nothing that a person should be bothered with: the window opens at its usual place.
  }
}

/** Writes the place down when the window closes. */
export function rememberPlace(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const place: WindowPlace = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(file, JSON.stringify(place));
    } catch {
      // A full or read-only disk must not keep the window from closing.
    }
  });
}

function overlaps(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
