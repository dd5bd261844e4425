/** What is kept for somebody who is gone, and for how long. */
import { describe, expect, it } from 'vitest';
import { DEPARTED_MS } from '../../../machines/timers.ts';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import type { Chat } from '../support/chat.ts';
import { chatOf, dereg } from '../support/chat.ts';
import { forge, frameOf, isSame, sessionBetween, wiretap } from '../support/forgery.ts';

describe('a client that left', () => {
  /** What the server answers to a late keepalive of ann's, after so long and then a registration. */
  function answersAfter(ms: number): number[] {
    const chat: Chat = chatOf('ann');
    const ann = chat.address('ann');
    const traffic = wiretap(chat);
    chat.tell('ann', dereg('ann'));
    chat.wait(1_000);
    const session = sessionBetween(traffic, ann, SERVER_ADDRESS);
    chat.wait(ms);
    chat.start('bob');
    chat.wait(100);
    traffic.length = 0;
    const bytes = forge({ session, frames: [frameOf({ kind: 'KEEPALIVE' })] });
    chat.world.inject({ bytes, from: ann, to: SERVER_ADDRESS });
    chat.wait(10);
    return traffic
      .filter(({ to }) => isSame(to, ann))
      .flatMap((transit) => decodeDatagram(transit.bytes)?.frames.map(({ code }) => code) ?? []);
  }

  it('is acked for a while, and then unknown', () => {
    expect(answersAfter(DEPARTED_MS / 2)).toEqual([codeOf('ACK')]);
    expect(answersAfter(DEPARTED_MS)).toEqual([codeOf('RESET')]);
  });
});
