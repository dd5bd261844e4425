/** Long lists, page by page, between the endpoints. */
import { describe, expect, it } from 'vitest';
import { SERVER_ADDRESS } from '../../../../src/lab/world/node.ts';
import { type Chat, chatOf, create, listGroups } from '../../support/chat.ts';
import { forge, frameOf, isSame, sessionBetween, wiretap } from '../../support/forgery.ts';

/** Several pages of names that take 60 bytes each. */
const GROUPS = 1_000;
const nameOf = (i: number) => 'é'.repeat(26) + String(i).padStart(6, '0');
const NAMES = Array.from({ length: GROUPS }, (_, i) => nameOf(i));

function withGroups(): Chat {
  const chat = chatOf('alice', 'bob', 'mallory');
  for (const name of NAMES) chat.tell('alice', create(name));
  chat.wait(30_000);
  return chat;
}

describe('a long list of groups', () => {
  const chat = withGroups();
  const traffic = wiretap(chat);
  chat.tell('bob', listGroups);
  chat.wait(1_000);

  it('is shown whole, in the order of their creation', () => {
    const [list, ...others] = chat.shown('bob', 'groups');
    expect(others).toEqual([]);
    expect(list?.names).toEqual(NAMES);
    expect(chat.client('bob').endpoint.groups()).toHaveLength(GROUPS);
  });

  it('is one list to whoever watches the server', () => {
    const pages = chat.world.log.filter((notice) => notice.kind === 'groupsListed');
    expect(pages.map(({ isContinued }) => isContinued === true)).toEqual([
      false,
      ...Array.from({ length: pages.length - 1 }, () => true),
    ]);
    expect(pages.flatMap(({ names }) => names)).toHaveLength(GROUPS);
  });

  it('is not sent on to somebody who acks nothing', () => {
    const mallory = chat.address('mallory');
    chat.wait(3_000);
    const session = sessionBetween(traffic, mallory, SERVER_ADDRESS);
    chat.world.kill(mallory);
    traffic.length = 0;
    const frames = Array.from({ length: 60 }, (_, i) => {
      return { ...frameOf({ kind: 'LIST_GROUPS', from: 0 }, 1 + i), back: i };
    });
    const bytes = forge({ session, frames });
    chat.world.inject({ bytes, from: mallory, to: SERVER_ADDRESS });
    chat.wait(20_000);
    const sent = traffic.filter(({ to }) => isSame(to, mallory));
    const sentBytes = sent.reduce((sum, transit) => sum + transit.bytes.length, 0);
    expect(sentBytes).toBeGreaterThan(10_000);
    // The first window, and a probe of two datagrams each 250 ms for the 3 s until the session is lost.
    expect(sentBytes).toBeLessThan(12_000 + 14 * 2 * 1_200);
  });
});
