import { describe, expect, it } from 'vitest';
import type { Chat } from '../support/chat.ts';
import { chatOf, dereg, groupOf, healthy, leave, say, send } from '../support/chat.ts';
import { isSame } from '../support/forgery.ts';

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

describe('a server that was stopped leaves no timer', () => {
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

describe('a machine that is let go is stopped, and the trace says so', () => {
  const alive = (chat: Chat) => [...chat.machines.values()].sort();

  it('after 100 rounds of group messages there are as many as after one', () => {
    const chat = groupOf('ann', 'bob', 'cyd');
    const round = () => {
      for (const name of ['ann', 'bob', 'cyd']) chat.tell(name, say('hello'));
      chat.wait(100);
    };
    const settle = () => chat.wait(30_000);
    round();
    settle();
    const before = alive(chat);
    for (let i = 0; i < 100; i++) round();
    settle();
    expect(alive(chat)).toEqual(before);
  });

  it('of many that waited at once only so many wait for the next message', () => {
    const chat = chatOf('ann', 'bob');
    const bob = chat.address('bob');
    chat.network = ({ from }) => (isSame(from, bob) ? [] : [1]);
    for (let i = 0; i < 200; i++) {
      chat.tell('ann', send('bob', `${i}`));
      chat.wait(1);
    }
    const waiting = () => alive(chat).filter((name) => name.startsWith('ackWait:bob'));
    expect(waiting().length).toBeGreaterThan(64);
    chat.network = healthy;
    chat.wait(30_000);
    expect(waiting()).toHaveLength(64);
  });

  it('whoever leaves takes all its machines along, at the server too', () => {
    const chat = groupOf('ann', 'bob');
    chat.tell('bob', say('hello'));
    chat.wait(100);
    chat.tell('bob', leave, send('ann', 'hello'));
    chat.tell('ann', leave, send('bob', 'hello'));
    chat.wait(100);
    expect(alive(chat).filter((name) => name.startsWith('ackWait:bob'))).not.toEqual([]);
    chat.tell('bob', dereg('bob'));
    chat.wait(30_000);
    // The server lets go of those who left when somebody comes.
    chat.start('cyd');
    chat.wait(1_000);
    expect(alive(chat).filter((name) => name.includes('bob'))).toEqual([]);
  });

  it('of processes that have ended none is left', () => {
    const chat = groupOf('ann', 'bob', 'cyd');
    for (let i = 0; i < 5; i++) chat.tell('ann', say('hello'));
    chat.tell('bob', leave, send('ann', 'hello'));
    chat.client('cyd').endpoint.readership.tell('behind');
    chat.wait(200);
    stopAll(chat);
    expect(alive(chat)).toEqual([]);
  });
});
