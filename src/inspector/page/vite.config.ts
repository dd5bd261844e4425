import { defineConfig } from 'vite';
import { licenses } from '../../../scripts/licenses.ts';

/** One script and one style sheet, under any path: the page lies behind a token. */
export default defineConfig({
  base: './',
  plugins: [licenses()],
  build: {
    outDir: '../../../dist/inspector',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    // In kilobytes before compression; a third of it goes over the wire.
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        entryFileNames: 'inspector.js',
        assetFileNames: 'inspector.[ext]',
        codeSplitting: false,
      },
    },
  },
});
