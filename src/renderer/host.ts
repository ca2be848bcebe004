/**
 * The place that the renderer runs in: the desktop shell or a page of the browser host. Screens use this interface only;
 * src/renderer/api has the two adapters and `connectHost()`, which finds out which one applies.
 */
import { inject, type InjectionKey } from 'vue';
import type { Transport } from '../shared/contract.ts';

interface AnyHost {
  readonly transport: Transport;
  /** The address under which this page can fetch a path of `resourcePaths`, or an upload path; usable as `src` and `href`. */
  resourceUrl(path: string): string;
}

/** Electron: native dialogs and native paths. */
export interface DesktopHost extends AnyHost {
  readonly kind: 'desktop';
  /** Folders and picture files to import, as absolute paths; empty when the dialog was closed. */
  chooseImports(what: 'folders' | 'files'): Promise<string[]>;
  /** A CSV file of labels; null when the dialog was closed. */
  chooseLabels(): Promise<string | null>;
  /** An ONNX file; null when the dialog was closed. */
  chooseModelFile(): Promise<string | null>;
  /** A folder to write into; null when the dialog was closed. */
  chooseOutputFolder(): Promise<string | null>;
  /** The absolute path of a dropped file or folder; empty when it has none (dragged from a web page). */
  pathOf(file: File): string;
  /** Shows a file or folder in the system's file manager. */
  reveal(path: string): Promise<void>;
}

/** A page in a browser: files are sent to the local host process by PUT under the address that `uploads.begin` returns. */
export interface BrowserHost extends AnyHost {
  readonly kind: 'browser';
}

export type Host = DesktopHost | BrowserHost;

export const hostKey: InjectionKey<Host> = Symbol('host');

/** The host, in a component's or a store's setup. */
export function useHost(): Host {
  const host = inject(hostKey);
  if (host === undefined) throw new Error('The host must be provided before the first store is used.');
  return host;
}
