/**
 * Stands in for the `electron` module where there is no Electron binary: what our main process uses of it, with windows that
 * are pages of a real Chromium. The custom protocol is served by intercepting requests, the preload script runs in front of
 * the page, and what crosses the IPC is cloned as Electron does.
 */
export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { ipcMain } from './ipc-main.ts';
export { protocol } from './protocol.ts';
export { dialog, Menu, nativeTheme, screen, session, shell } from './system.ts';
export { webContents } from './web-contents.ts';
