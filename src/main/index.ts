/** The desktop shell: one window around the renderer, and the engine for as long as the application runs. */
import { app, type BrowserWindow } from 'electron';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { applicationFolder } from '../engine/host/application-folder.ts';
import { EngineProcess } from '../engine/host/engine-process.ts';
import { defaultLibraryFolder } from '../engine/library/location.ts';
import { confirmQuit, showFailure } from './dialogs.ts';
import { answerWindow, forwardEvents } from './ipc.ts';
import { setMenu } from './menu.ts';
import { declareScheme, serveScheme } from './protocol.ts';
import { denyPermissions, restrictPages } from './web-safety.ts';
import { openWindow } from './window.ts';

const built = join(applicationFolder(), 'out');
const renderer = join(built, 'renderer');
let window: BrowserWindow | null = null;

app.enableSandbox();
declareScheme();
restrictPages();

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', showWindow);
  void app.whenReady().then(run);
} else {
  app.quit();
}

function run(): void {
  if (!existsSync(join(renderer, 'index.html'))) {
    showFailure(`The page in ${renderer} is missing.`, 'Run "npm start" once, which builds it.');
    app.exit(1);
    return;
  }
  const library = chosenLibrary();
  const engine = EngineProcess.launch({ library });
  denyPermissions();
  setMenu(process.platform);
  serveScheme({ renderer, engine, library });
  answerWindow(engine, () => window);
  forwardEvents(engine);
  quitWithEngine(engine);
  window = openWindow(join(built, 'preload', 'index.cjs'));
  askBeforeClosing(window, engine);
  app.on('window-all-closed', () => app.quit());
}

/** `--library DIR`, as on the command line, else the usual place. */
function chosenLibrary(): string {
  const options = { library: { type: 'string' } } as const;
  const { values } = parseArgs({ args: process.argv.slice(1), options, strict: false });
  return typeof values.library === 'string' ? resolve(values.library) : defaultLibraryFolder();
}

function showWindow(): void {
  if (window?.isMinimized() === true) window.restore();
  window?.focus();
}

/** Closing the window while something runs asks first. */
function askBeforeClosing(asked: BrowserWindow, engine: EngineProcess): void {
  let agreed = false;
  asked.on('close', (event) => {
    const titles = engine.unfinishedJobs.map(({ title }) => title);
    if (agreed || titles.length === 0) return;
    event.preventDefault();
    void confirmQuit(asked, titles).then((quit) => {
      agreed = quit;
      if (quit) asked.close();
    });
  });
  asked.on('closed', () => {
    window = null;
  });
}

/** The application ends when the engine has brought its files in order. */
function quitWithEngine(engine: EngineProcess): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void engine.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}
