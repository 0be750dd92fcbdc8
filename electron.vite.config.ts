import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => resolve(import.meta.dirname, path)

/**
 * Targets are named, because electron-vite would take them from the newest Electron that it knows, and the tests run on
 * an older one. Only what is native or large stays outside of the bundle: better-sqlite3 and ssh2.
 */
export default defineConfig({
  main: {
    build: {
      target: 'node20.18',
      outDir: 'out/main',
      // What the bundle is made of; About shows it with what stays outside of it.
      license: { fileName: 'licences.json' },
      externalizeDeps: {
        exclude: ['birpc', 'zod', 'yaml', 'csv-parse', 'ssh-config', 'electron-store', 'commander'],
      },
      rolldownOptions: {
        input: {
          index: at('main/index.ts'),
          data: at('main/data/index.ts'),
          lab: at('main/app/lab-process.ts'),
        },
        // The data process may be started from an unpacked folder without a package.json: hence .mjs there.
        output: {
          format: 'es',
          entryFileNames: ({ name }) => (name === 'index' ? 'index.js' : '[name].mjs'),
          chunkFileNames: 'chunk-[hash].mjs',
        },
      },
    },
  },
  preload: {
    build: {
      target: 'node20.18',
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('preload/index.ts') },
        // A sandboxed preload has to be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    build: {
      target: 'chrome130',
      minify: true,
      // Read from the disk, not over a network: one file is the fastest.
      chunkSizeWarningLimit: 2000,
      outDir: at('out/renderer'),
      license: { fileName: 'licences.json' },
      rolldownOptions: { input: { index: at('renderer/index.html') } },
    },
  },
})
