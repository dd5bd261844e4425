import { afterEach, expect, test, vi } from 'vitest';
import { processSurroundings } from '../../src/cli/surroundings.ts';

const { platform } = process;

afterEach(() => {
  Object.defineProperty(process, 'platform', { value: platform });
  vi.restoreAllMocks();
});

test.each([
  ['linux', [[process.pid, 'SIGTSTP']]],
  ['darwin', [[process.pid, 'SIGTSTP']]],
  // It has no such signal: to send it would throw.
  ['win32', []],
])('ctrl-Z on %s', (value, sent) => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  Object.defineProperty(process, 'platform', { value });
  processSurroundings().suspend();
  expect(kill.mock.calls).toEqual(sent);
});
