import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The tests that start processes wait for events, however slow the machine is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
