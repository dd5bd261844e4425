import { describe, expect, it } from 'vitest';
import type { Chat } from '../support/chat.ts';
import { chatOf, dereg, groupOf, say } from '../support/chat.ts';
import { isSame } from '../support/forgery.ts';

describe('a server that was stopped leaves no timer', () => {
  /** Ends all clients, stops the server, and says when the next timer fires: null if none does. */
  function stopAll(chat: Chat): number | null {
    for (const client of chat.started) {
      chat.world.kill(client.address);
      client.endpoint.stop();
    }
    chat.wait(10);
    chat.world.server.stop();
    chat.wait(10);
    return chat.world.clock.nextMs;
  }

  it('though group messages waited', () => {
    const chat = groupOf('ann', 'bob', 'cyd');
    chat.world.kill(chat.address('cyd'));
    for (let i = 0; i < 80; i++) chat.tell('ann', say(`${i}`));
    chat.wait(100);
    expect(stopAll(chat)).toBeNull();
  });

  it('though a client that deregistered had not acked it, and its name is taken again', () => {
    const chat = chatOf('ann');
    const first = chat.address('ann');
    chat.network = ({ to }) => (isSame(to, first) ? [] : [1]);
    chat.tell('ann', dereg('ann'));
    chat.wait(100);
    chat.world.kill(first);
    chat.client('ann').endpoint.stop();
    chat.start('ann');
    chat.wait(500);
    expect(chat.kinds('ann')).toEqual(['registered']);
    expect(stopAll(chat)).toBeNull();
  });
});
