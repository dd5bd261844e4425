import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

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

/**
 * What takes longest, so that none of it is left over for one worker at the end: what computes and
 * what waits for browsers and processes by turns.
 */
const LONGEST: readonly string[] = [
  'lab/promises/mutants',
  'browser/play',
  'lab/exploration/explore',
  'browser/trace',
  'lab/property/property',
  'browser/hostile',
  'chat/endpoints/promises',
  'browser/speed',
  'cli/lab/',
  'browser/',
  'e2e/',
  'lab/',
  'cli/terminal/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.findIndex((path) => moduleId.includes(`/test/${path}`));
      return index < 0 ? LONGEST.length : index;
    };
    const others = await super.sort(files);
    return others.sort((one, other) => place(one) - place(other));
  }
}

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
    sequence: { sequencer: LongestFirst },
    // What waits gives up by itself and says what is missing; what computes takes as long as it takes.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Those that talk to processes and browsers wait most of their time: the others work meanwhile.
    maxWorkers: 2 * availableParallelism(),
  },
}));
