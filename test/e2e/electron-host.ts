/** The built desktop application in Electron itself, where its binary is there and can open a window. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright';
import { listenForComplaints, type Shell } from './shell.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Why it cannot run here, or null when it can. */
export function whyNoElectron(): string | null {
  if (electronBinary() === null) return 'the Electron binary is not installed';
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return 'there is no display';
  return null;
}

export async function openInElectron(library: string): Promise<Shell> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const electron = await _electron.launch({
    executablePath: electronBinary()!,
    args: [root, ...asRoot],
    env: { ...(process.env as Record<string, string>), MORPHOSPACE_LIBRARY: library },
  });
  const page = await electron.firstWindow();
  return {
    page,
    complaints: listenForComplaints(page),
    async chooseFolder(folder, act) {
      await electron.evaluate(
        ({ dialog }, filePaths) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
        },
        [folder],
      );
      await act();
    },
    close: () => electron.close(),
  };
}

function electronBinary(): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return null;
  const binary = join(folder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}
