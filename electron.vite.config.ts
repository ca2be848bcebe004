/**
 * One build for both hosts. `out/main` holds the Node side: the desktop shell, the engine process, its workers, what tries devices,
 * and the command line with the browser host, each an entry of its own; they find one another beside themselves. `out/renderer` is one
 * bundle with relative addresses, served by the desktop's protocol and by the browser host alike.
 */
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

const source = (path: string) => resolve(import.meta.dirname, 'src', path);

export default defineConfig({
  main: {
    build: {
      target: 'node22',
      sourcemap: true,
      externalizeDeps: { include: ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'] },
      rolldownOptions: {
        input: {
          index: source('main/index.ts'),
          engine: source('engine/process.ts'),
          worker: source('engine/jobs/worker.ts'),
          'decode-worker': source('engine/images/decode-worker.ts'),
          'batch-thread': source('engine/training/batch-thread.ts'),
          'shard-thread': source('engine/runtime/shard-thread.ts'),
          probe: source('engine/runtime/probe.ts'),
          cli: source('cli/index.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // Shared code lies beside the entries, so that `new URL('./engine.js', import.meta.url)` is right from any of it.
          chunkFileNames: 'shared-[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      sourcemap: true,
      // A sandboxed preload script is one CommonJS file with nothing to require but 'electron'.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: source('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    base: './',
    plugins: [vue()],
    build: {
      target: 'chrome130',
      sourcemap: true,
      minify: true,
      // Inlined assets would need `data:` in the content security policy for fonts and scripts.
      assetsInlineLimit: 0,
      rolldownOptions: { input: source('renderer/index.html') },
    },
  },
});
