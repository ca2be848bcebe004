/**
 * What the desktop shell gives a window: `window.morphospace`, put there by the preload script. Main, preload and renderer
 * infer their ends of the IPC from these types.
 */
import type { EventName, Events, MethodName, Params, Result } from './contract.ts';
import type { ErrorRecord } from './errors.ts';

/** Errors lose their fields on Electron's IPC, so an answer is data whichever way it went. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: ErrorRecord };

/** What a dialog asks for. */
export const choices = ['folders', 'files', 'labels', 'model-file', 'output-folder'] as const;
export type Choice = (typeof choices)[number];

/** Requests of a window to main, by channel: `ipcRenderer.invoke` there, `ipcMain.handle` here. */
export interface WindowRequests {
  'engine:call': { parameters: [method: MethodName, params: unknown]; result: Outcome<unknown> };
  'dialog:choose': { parameters: [choice: Choice]; result: string[] };
  'shell:reveal': { parameters: [path: string]; result: undefined };
}

/** The one message of main to its windows. */
export const ENGINE_EVENT = 'engine:event';

export interface DesktopBridge {
  readonly platform: string;
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Outcome<Result<M>>>;
  /** Returns the function that removes the listener. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
  /** Opens a native dialog; empty when it was closed. */
  choose(choice: Choice): Promise<string[]>;
  /** The absolute path of a dropped file or folder; empty when it has none. */
  pathOf(file: File): string;
  reveal(path: string): Promise<void>;
}
