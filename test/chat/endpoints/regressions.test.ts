/** Defects that were found once, each as small as it could be made. */
import { describe, expect, it } from 'vitest';
import { ACK_TIMEOUT_MS, DELIVERY_ROUNDS } from '../../../machines/timers.ts';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import {
  Chat,
  chatOf,
  dereg,
  groupOf,
  healthy,
  leave,
  listGroups,
  say,
  send,
} from '../support/chat.ts';
import { isSame } from '../support/forgery.ts';
import { Teller } from '../support/scenario.ts';

const GIVEN_UP_MS = DELIVERY_ROUNDS * ACK_TIMEOUT_MS;

it('registers a client whose address changes before it knows its session', () => {
  const chat = new Chat();
  const ann = chat.start('ann');
  let isWelcomed = false;
  // REGISTERED is lost, and then the address changes: the name has an owner, and that is ann.
  chat.network = ({ from }) => {
    if (chat.world.log.length > 0 && isSame(from, SERVER_ADDRESS)) isWelcomed = true;
    return isWelcomed && isSame(from, SERVER_ADDRESS) ? [] : [1];
  };
  chat.wait(20);
  expect(isWelcomed).toBe(true);
  chat.world.rebind(ann.address, { ip: '10.9.9.9', port: 40_000 });
  chat.network = healthy;
  chat.wait(5_000);
  expect(chat.kinds('ann')).toEqual(['registered']);
  expect(chat.online('ann')).toEqual(['ann']);
});

describe('a message behind one that was given up', () => {
  it('is delivered, though its recipient had it already and waited for the other', () => {
    const chat = chatOf('ann', 'bob');
    const bob = chat.address('bob');
    // Whatever carries the first is lost.
    chat.network = ({ bytes, to }) => {
      const frames = decodeDatagram(bytes)?.frames ?? [];
      const isOfFirst = frames.some(({ code, id }) => code === codeOf('PRIVATE') && id === 1);
      return isOfFirst && isSame(to, bob) ? [] : [1];
    };
    chat.tell('ann', send('bob', 'first'));
    chat.wait(10);
    chat.tell('ann', send('bob', 'second'));
    chat.wait(GIVEN_UP_MS + 1_000);
    expect(chat.shown('ann', 'notDelivered')).toHaveLength(1);
    expect(chat.shown('ann', 'received')).toHaveLength(1);
    expect(chat.client('bob').privateTexts('ann')).toEqual(['second']);
  });
});

it('a member that left the group and died does not hold the others up', () => {
  const chat = groupOf('ann', 'bob', 'cyd');
  const cyd = chat.address('cyd');
  // What the server sends to cyd is lost; its own word still arrives.
  chat.network = ({ to }) => (isSame(to, cyd) ? [] : [1]);
  for (let i = 0; i < 40; i++) chat.tell('ann', say(`${i}`));
  chat.wait(10);
  chat.tell('cyd', leave);
  chat.wait(50);
  chat.world.kill(cyd);
  chat.wait(8_000);
  expect(chat.witness.lost).toEqual(['cyd']);
  expect(chat.client('bob').groupTexts()).toHaveLength(40);
});

it('a member that died does not hold up the messages that waited behind the first 32', () => {
  const chat = groupOf('ann', 'bob', 'cyd');
  chat.world.kill(chat.address('cyd'));
  for (let i = 0; i < 80; i++) chat.tell('ann', say(`${i}`));
  chat.wait(8_000);
  expect(chat.witness.lost).toEqual(['cyd']);
  expect(chat.client('bob').groupTexts()).toHaveLength(80);
  expect(chat.world.server.outstanding).toBe(0);
});

it('a request does not end its client while that registers again with a server that answers', () => {
  const chat = chatOf('ann');
  const beganMs = chat.world.clock.nowMs();
  const sinceMs = () => chat.world.clock.nowMs() - beganMs;
  chat.world.kill(SERVER_ADDRESS);
  chat.world.startServer();
  // The new server is reached late, and the proof of the address still later.
  let isChallenged = false;
  chat.network = ({ bytes, from }) => {
    if (sinceMs() < 2_000) return [];
    const frames = decodeDatagram(bytes)?.frames ?? [];
    if (isSame(from, SERVER_ADDRESS)) {
      isChallenged ||= frames.some(({ code }) => code === codeOf('CHALLENGE'));
      return [1];
    }
    const isProof = isChallenged && frames.some(({ code }) => code === codeOf('REGISTER'));
    return isProof && sinceMs() < 4_000 ? [] : [1];
  };
  chat.tell('ann', listGroups);
  chat.wait(5_000);
  expect(isChallenged).toBe(true);
  expect(chat.client('ann').status).toBeNull();
  expect(chat.online('ann')).toEqual(['ann']);
});

it('an answer to leave_group that comes after its time is still good', () => {
  const chat = groupOf('ann', 'bob');
  const ann = chat.address('ann');
  // What answers is lost; signs of life pass, so that nobody is held for dead.
  let isAnswered = false;
  chat.network = ({ bytes, to }) => {
    const frames = decodeDatagram(bytes)?.frames ?? [];
    const isAnswer = isSame(to, ann) && frames.some(({ code }) => code === codeOf('LEFT'));
    return isAnswer && !isAnswered ? [] : [1];
  };
  chat.tell('ann', leave);
  chat.wait(GIVEN_UP_MS - 500);
  // It arrives when the client has just given it up.
  isAnswered = true;
  chat.network = ({ to }) => (isSame(to, ann) ? [800] : [1]);
  chat.wait(2_000);
  expect(chat.shown('ann', 'notDone')).toHaveLength(1);
  expect(chat.shown('ann', 'left')).toHaveLength(1);
  expect(chat.client('ann').endpoint.group).toBeNull();
  expect(chat.world.server.groupOf('ann')).toBeNull();
});

it('whoever leaves and has a message under way still takes what comes from a new address', () => {
  const chat = chatOf('ann', 'bob', 'cyd');
  const ann = chat.address('ann');
  chat.world.pause(chat.address('bob'));
  chat.tell('ann', send('bob', 'wake up'), dereg('ann'));
  // Where cyd is now, the table says; the page that tells ann so is lost.
  let isNewsLost = false;
  chat.network = ({ bytes, to }) => {
    const frames = decodeDatagram(bytes)?.frames ?? [];
    const isNews = isSame(to, ann) && frames.some(({ code }) => code === codeOf('UPDATED_TABLE'));
    if (!isNews || isNewsLost) return [1];
    isNewsLost = true;
    return [];
  };
  chat.world.rebind(chat.address('cyd'), { ip: '10.9.9.9', port: 40_000 });
  chat.tell('cyd', send('ann', 'I have moved'));
  chat.wait(1_500);
  expect(isNewsLost).toBe(true);
  expect(chat.client('ann').privateTexts('cyd')).toEqual(['I have moved']);
  expect(chat.shown('cyd', 'received')).toEqual([{ kind: 'received', by: 'ann' }]);
  chat.world.resume(chat.address('bob'));
  chat.wait(1_000);
  expect(chat.kinds('ann').slice(-2)).toEqual(['received', 'offline']);
});

it('knows nothing of a former server whose table had not come when it ended', () => {
  const fates = [[106], [170, 173]];
  const teller = new Teller({ clients: 3, actions: [{ do: 'restartServer' }], fates });
  for (const name of ['ann', 'bob', 'cyd']) {
    expect(teller.chat.online(name)).toEqual(['ann', 'bob', 'cyd']);
  }
});
