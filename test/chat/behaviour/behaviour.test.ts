/**
 * docs/protocol-behaviour.json: what the endpoints do, for those of another codebase. It is written by
 * `vitest -u`, and read again as somebody else would read it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ClientEndpoint } from '../../../src/chat/client/clientEndpoint.ts';
import { ServerEndpoint } from '../../../src/chat/server/serverEndpoint.ts';
import type { Behaviour } from './behaviour.ts';
import { play } from './behaviour.ts';
import { CLIENT_STORIES } from './clientStories.ts';
import { SERVER_STORIES } from './serverStories.ts';

const FILE = new URL('../../../docs/protocol-behaviour.json', import.meta.url);
const ENDPOINTS = { ServerEndpoint, ClientEndpoint };
const ABOUT = [
  'Behaviour for docs/protocol.md: what reaches an endpoint, and what leaves it. Bytes are hex.',
  'An endpoint is started at 0 ms of a clock that stands still but for what is said here; a client at once with its registration, under the name alice, with the server 192.0.2.1:5000. It draws what is random from `draws`, in order: a server the sessions; a client its tag, and then the nonce of every try. Every cookie of the server is c00c1e0123456789.',
  'steps: at `atMs` the datagram `in` comes `from` an address, or the user acts (`send`, `leave`), or nothing happens. `out` is what leaves from then on until the next step, in order, and `shows` what a client shows. `says` and `kinds` are for people; + is the bit `more`.',
  'What stands in one datagram here may leave in several, and `delay` of an ACK may differ: compare frames. When copies leave is as exact as the page is.',
];
const played = [...SERVER_STORIES, ...CLIENT_STORIES].map((story) => play(ENDPOINTS, story));

test('the file is what the endpoints do', async () => {
  const lines = played.map((behaviour) => `    ${written(behaviour)}`);
  const about = ABOUT.map((line) => `    ${JSON.stringify(line)}`);
  const text = `{\n  "about": [\n${about.join(',\n')}\n  ],\n  "version": 2,\n  "behaviours": [\n${lines.join(',\n')}\n  ]\n}\n`;
  await expect(text).toMatchFileSnapshot(FILE.pathname);
});

test.runIf(existsSync(FILE))('read from the file, it is done again', () => {
  const { behaviours } = JSON.parse(readFileSync(FILE, 'utf8')) as { behaviours: Behaviour[] };
  expect(behaviours).toHaveLength(played.length);
  for (const behaviour of behaviours) expect(play(ENDPOINTS, behaviour)).toStrictEqual(behaviour);
});

/** One step a line. */
function written({ steps, ...story }: Behaviour): string {
  const head = JSON.stringify(story).slice(0, -1);
  const lines = steps.map((step) => `      ${JSON.stringify(step)}`);
  return `${head}, "steps": [\n${lines.join(',\n')}\n    ]}`;
}
