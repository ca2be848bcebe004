/**
 * What runs in a page before anything else: the `require`, `process` and `electron` of a sandboxed preload script, and the
 * script itself. Written as text because it runs in the page, not here.
 */

/** Names that are put on the page's window for the stand-in's own use. */
export const INVOKE = '__standInInvoke';
export const RECEIVE = '__standInReceive';
/** Paths of files by name, set by a test: Chromium does not tell where a dropped file lies. */
export const PATHS = '__standInPaths';

export function preloadFront(preload: string, platform: string): string {
  return `(() => {
  // Electron runs the preload script in the window's own frame only.
  if (window.top !== window) return;
  const listeners = new Map();
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: Object.freeze(api) }),
    },
    ipcRenderer: {
      invoke: (channel, ...parameters) => window.${INVOKE}(channel, structuredClone(parameters)),
      on(channel, listener) {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
        return this;
      },
      off(channel, listener) {
        listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener));
        return this;
      },
    },
    webUtils: { getPathForFile: (file) => window.${PATHS}?.[file.name] ?? '' },
  };
  window.${RECEIVE} = (channel, parameters) => {
    for (const listener of listeners.get(channel) ?? []) listener({}, ...parameters);
  };
  const require = (name) => {
    if (name !== 'electron') throw new Error('module not found: ' + name);
    return electron;
  };
  (function (require, process, module, exports) {${preload}
  })(require, { platform: ${JSON.stringify(platform)} }, { exports: {} }, {});
})();`;
}
