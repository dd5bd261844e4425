import { expect, test } from 'vitest';
import { whyUndelivered } from '../../../../src/chat/client/peers/undelivered.ts';
import { entry } from '../../support/tableEntry.ts';

const row = entry('bob');
const at = { ip: row.ip, port: row.port };
const peer = { address: at, tag: row.tag };

test('a message that was tried to the end did not get through to who is there', () => {
  expect(whyUndelivered(peer, 'timedOut', row)).toEqual({ kind: 'unreachable', at });
});

test('a message is given up when its recipient is gone, or another, or the chat ends', () => {
  const why = (now: typeof row | undefined) => whyUndelivered(peer, 'abandoned', now).kind;
  expect(why({ ...row, status: 'offline' })).toBe('gone');
  expect(why(undefined)).toBe('gone');
  expect(why({ ...row, tag: row.tag + 1 })).toBe('restarted');
  expect(why(row)).toBe('ended');
});
