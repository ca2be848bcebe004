/** The system's own dialogs. */
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { Choice } from '../shared/desktop-bridge.ts';

const IMAGE_EXTENSIONS = [
  ...['jpg', 'jpeg', 'jfif', 'png', 'webp', 'avif', 'tif', 'tiff', 'bmp', 'gif'],
  ...['pgm', 'ppm', 'pbm', 'pnm'],
];

const dialogs: Record<Choice, OpenDialogOptions> = {
  folders: { title: 'Choose folders of images', properties: ['openDirectory', 'multiSelections'] },
  files: {
    title: 'Choose images',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Images', extensions: IMAGE_EXTENSIONS },
      { name: 'All files', extensions: ['*'] },
    ],
  },
  labels: {
    title: 'Choose a table of labels',
    properties: ['openFile'],
    filters: [{ name: 'Tables (CSV)', extensions: ['csv'] }],
  },
  'model-file': {
    title: 'Choose an ONNX file',
    properties: ['openFile'],
    filters: [{ name: 'ONNX models', extensions: ['onnx'] }],
  },
  'output-folder': { title: 'Choose where to save', properties: ['openDirectory', 'createDirectory'] },
};

/** The absolute paths that the person chose; empty when they closed the dialog. */
export async function chooseInDialog(choice: Choice, window: BrowserWindow | null): Promise<string[]> {
  const options = dialogs[choice];
  const { filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return filePaths;
}

/** Asks before work is stopped by quitting. True to quit. */
export async function confirmQuit(window: BrowserWindow, titles: string[]): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message:
      titles.length === 1 ? `“${titles[0]}” is still running.` : `${titles.length} jobs are still running.`,
    detail: 'Quitting stops them. An interrupted training can be resumed from its last checkpoint.',
    buttons: ['Keep running', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1;
}

/** Says that the page of a window has crashed. True to load it anew, false to quit. */
export async function askToReload(window: BrowserWindow, reason: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window has stopped working.',
    detail: `Its page ended (${reason}). Nothing is lost: the work goes on in a process of its own.`,
    buttons: ['Load again', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 0;
}

/** For what happens before there is a window. */
export function showFailure(message: string, advice: string): void {
  dialog.showErrorBox('Morphospace cannot start', `${message}\n\n${advice}`);
}
