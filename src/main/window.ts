/** The window: sandboxed, showing our own page and nothing else. */
import { app, BrowserWindow, nativeTheme } from 'electron';
import { join } from 'node:path';
import { askToReload } from './dialogs.ts';
import { START_PAGE } from './origin.ts';
import { rememberedPlace, rememberPlace } from './window-place.ts';

const USUAL_SIZE = { width: 1360, height: 900 };
/** The page's own backgrounds, so that opening does not flash. */
const BACKGROUND = { light: '#f6f7f8', dark: '#16171a' };

export function openWindow(preload: string): BrowserWindow {
  const placeFile = join(app.getPath('userData'), 'window.json');
  const remembered = rememberedPlace(placeFile);
  const window = new BrowserWindow({
    ...(remembered?.bounds ?? USUAL_SIZE),
    minWidth: 1024,
    minHeight: 700,
    show: false,
    title: 'Morphospace',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (remembered?.maximized === true) window.maximize();
  rememberPlace(window, placeFile);
  window.once('ready-to-show', () => window.show());

  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit') return;
    void askToReload(window, reason).then((reload) => (reload ? window.reload() : app.quit()));
  });
  void window.loadURL(START_PAGE);
  return window;
}
