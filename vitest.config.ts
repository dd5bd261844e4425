import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';

/** Pictures of the page for the README, drawn only where somebody asks for them. */
const PICTURES = 'test/browser/screenshots.test.ts';
const { STATECHAT_SCREENSHOTS } = process.env;

/** What whoever runs the tests wishes of the chat is not what they test. */
const NO_SETTINGS = {
  XDG_CONFIG_HOME: join(tmpdir(), 'statechat-tests-have-no-settings'),
  FORCE_COLOR: '',
  STATECHAT_NAME: '',
  STATECHAT_SERVER: '',
  STATECHAT_COLOR: '',
  STATECHAT_TIME: '',
  STATECHAT_BELL: '',
  STATECHAT_TALK: '',
};

export default defineConfig({
  test: {
    env: NO_SETTINGS,
    include: ['test/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      ...(STATECHAT_SCREENSHOTS === undefined ? [PICTURES] : []),
    ],
    // The tests that start processes wait for events, however slow the machine is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of their time is waiting: all cores, where one fewer is the default.
    maxWorkers: '100%',
  },
});
