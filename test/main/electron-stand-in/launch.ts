/** Starts the built desktop application on the stand-in, and gives its window as a Playwright page. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { findNodeBinary } from '../../../src/engine/jobs/node-binary.ts';
import type { Commands, Reply, Request } from './control.ts';

const main = fileURLToPath(new URL('../../../out/main/index.js', import.meta.url));

export interface DesktopOptions {
  library: string;
  /** Where the application keeps its own data; a new folder, removed at the end, by default. */
  data?: string;
  /** The file that is started; the built main process by default. */
  main?: string;
}

export interface Desktop {
  page: Page;
  /** The main process. */
  processId: number;
  /** Plays the person and the system. */
  control: {
    [N in keyof Commands]: (...parameters: Parameters<Commands[N]>) => Promise<ReturnType<Commands[N]>>;
  };
  /** Resolves with the exit code when the application has ended by itself. */
  ended: Promise<number | null>;
  /** Ends it, by force where need be. */
  close(): Promise<void>;
}

export async function launchDesktop(options: DesktopOptions): Promise<Desktop> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'morphospace-desktop-'));
  const child = spawn(
    findNodeBinary(),
    [
      '--disable-warning=ExperimentalWarning',
      '--import',
      new URL('./register.ts', import.meta.url).href,
      options.main ?? main,
    ],
    {
      env: { ...process.env, STAND_IN_DATA: data, MORPHOSPACE_LIBRARY: options.library },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const browser = await Promise.race([
    debuggerAddress(child).then((address) => chromium.connectOverCDP(address)),
    ended.then((code) => {
      throw new Error(`The application ended with exit code ${code} before it had a window.`);
    }),
  ]);
  return {
    page: await pageOf(browser),
    processId: child.pid!,
    control: controlOf(child),
    ended,
    async close() {
      await browser.close();
      // It ends with us in any case; asked this way it closes its browser too.
      if (child.connected) child.disconnect();
      if (child.exitCode === null) child.kill();
      await ended;
      if (options.data === undefined) rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function debuggerAddress(child: ChildProcess): Promise<string> {
  for (;;) {
    const [reply] = (await once(child, 'message')) as [Reply];
    if ('debugger' in reply) return reply.debugger;
  }
}

/** The window's page, once it shows ours. */
async function pageOf(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  const page = context!.pages()[0] ?? (await context!.waitForEvent('page'));
  await page.waitForURL(/^https:\/\/app\.morphospace\.test\//);
  return page;
}

function controlOf(child: ChildProcess): Desktop['control'] {
  let lastId = 0;
  const send = (name: keyof Commands, parameters: unknown[]) =>
    new Promise<unknown>((resolve) => {
      const id = ++lastId;
      const receive = (reply: Reply) => {
        if (!('id' in reply) || reply.id !== id) return;
        child.off('message', receive);
        resolve(reply.value);
      };
      child.on('message', receive);
      const request: Request = { id, name, parameters };
      child.send(request);
    });
  return new Proxy({} as Desktop['control'], {
    get:
      (_, name: keyof Commands) =>
      (...parameters: unknown[]) =>
        send(name, parameters),
  });
}
