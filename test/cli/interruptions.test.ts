import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { Interruptions } from '../../src/cli/interruptions.ts';

test('regression: a terminal that closes says so again, and killed the client that had ended', () => {
  const signals = new EventEmitter();
  let left = 0;
  const interruptions = new Interruptions(signals, () => left++);
  signals.emit('SIGHUP');
  interruptions.close();
  // Where nobody listens, the signal ends the process.
  expect(signals.emit('SIGHUP')).toBe(true);
  expect(left).toBe(1);
  expect(signals.emit('SIGTERM')).toBe(false);
});
