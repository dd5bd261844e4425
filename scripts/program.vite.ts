import { defineConfig } from 'vite';
import { licenses } from './licenses.ts';

/**
 * The program in a few files, with what it needs of other packages: loading a hundred small modules takes
 * longer than all that they do until the prompt is there. CommonJS, because that is loaded at once.
 */
export default defineConfig({
  plugins: [licenses()],
  // All but what only `--inspect=stately` needs.
  ssr: { noExternal: true, external: ['@statelyai/inspect'] },
  build: {
    ssr: 'src/cli/main.ts',
    outDir: 'dist/bin',
    target: 'node20',
    minify: false,
    rolldownOptions: {
      output: {
        format: 'cjs',
        // Names of functions and classes stay: they are all that is readable in the stack of a crash.
        minify: { compress: true, mangle: { keepNames: true }, codegen: true },
        entryFileNames: 'statechat.cjs',
        chunkFileNames: '[name].cjs',
        // Each file costs half a millisecond: what draws the prompt is in two, and what chats, which is
        // loaded while the prompt is there already, in a third.
        codeSplitting: {
          groups: [
            { name: 'main', tags: ['$initial'], priority: 2 },
            {
              name: 'terminal',
              test: /\/src\/cli\/(chat\/client|settings\/settings)\.ts$/,
              priority: 1,
            },
            { name: 'client', test: /\/src\/udp\/client\.ts$/ },
          ],
        },
      },
    },
  },
});
