import vue from '@vitejs/plugin-vue';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** Serves the renderer over the fake engine: `npx vite --config test/renderer/vite.config.ts`. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'app'),
  cacheDir: resolve(import.meta.dirname, '../../.cache/vite-renderer'),
  plugins: [vue()],
  server: { fs: { allow: [resolve(import.meta.dirname, '../..')] } },
});
