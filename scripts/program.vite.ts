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
        // Names stay: they are all that is readable in the stack of a crash.
        minify: { compress: true, mangle: false, codegen: true },
        entryFileNames: 'statechat.cjs',
        chunkFileNames: '[name].cjs',
        // Each file costs half a millisecond: all that a client needs until its prompt is there is in two.
        codeSplitting: {
          groups: [
            { name: 'main', tags: ['$initial'], priority: 1 },
            {
              name: 'client',
              test: /\/src\/(cli\/chat|cli\/settings|udp)\/(client|settings)\.ts$/,
            },
          ],
        },
      },
    },
  },
});
