import { availableParallelism, tmpdir } from 'node:os';
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

/** What takes its time on real networks: `npm run test:network`, one file after the other. */
const NETWORK = 'test/network/**/*.test.ts';

/** What passes a narrow line takes as long as it takes. */
const PATIENT = { STATECHAT_TEST_PATIENCE_MS: '60000' };

export default defineConfig(({ mode }) => ({
  test: {
    env: mode === 'network' ? { ...NO_SETTINGS, ...PATIENT } : NO_SETTINGS,
    include: [mode === 'network' ? NETWORK : 'test/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      ...(mode === 'network' ? [] : [NETWORK]),
      ...(STATECHAT_SCREENSHOTS === undefined ? [PICTURES] : []),
    ],
    // Each worker reads the modules once: that is half of the work. What a test changes it puts back.
    isolate: false,
    setupFiles: 'test/support/seed.ts',
    fileParallelism: mode !== 'network',
    // What waits gives up by itself and says what is missing; what computes takes as long as it takes.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Those that talk to processes and browsers wait most of their time: the others work meanwhile.
    maxWorkers: 2 * availableParallelism(),
  },
}));
