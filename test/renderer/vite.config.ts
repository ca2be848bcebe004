import vue from '@vitejs/plugin-vue';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** The renderer over the fake engine; to look at it: `npx vite --config test/renderer/vite.config.ts`. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'app'),
  cacheDir: resolve(import.meta.dirname, '../../.cache/vite-renderer'),
  plugins: [vue()],
  build: {
    outDir: resolve(import.meta.dirname, '../../.cache/renderer-over-fake'),
    emptyOutDir: true,
    target: 'chrome130',
  },
  server: { fs: { allow: [resolve(import.meta.dirname, '../..')] } },
});
