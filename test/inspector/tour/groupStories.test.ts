/** That what the sentences of the stories about groups say is so. */
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../../src/inspector/tour/atOnce.ts';
import { eviction } from '../../../src/inspector/tour/eviction.ts';
import { arrivalIn, departuresIn } from '../../../src/inspector/tour/moments.ts';
import { Told } from './told.ts';

describe('a member is gone', () => {
  const told = new Told(eviction);
  const broadcastAt = (position: number) => told.machineAt(position, 'server', 'broadcast:tea:1');
  const begins = told.about('alice has written');
  const suspected = told.about('500 ms without');
  const lost = told.about('No answer');

  test('all three are in the group', () => {
    const { position } = told.about('alice, bob and carol');
    for (const name of ['alice', 'bob', 'carol']) {
      expect(told.shownTo(name, position)).toContainEqual({ kind: 'entered', group: 'tea' });
    }
  });

  test('carol is killed, and online in every table until her session is lost', () => {
    const { position, step } = told.about('carol’s process');
    expect(step).toMatchObject({ node: 'carol', cause: { kind: 'fault', fault: 'kill' } });
    const everybody = 'alice bob carol';
    for (let at = position; at < lost.position; at++) {
      const { carol: _, ...tables } = told.onlineAt(at);
      expect(tables).toEqual({ server: everybody, alice: everybody, bob: everybody });
    }
  });

  test('the broadcast awaits acks of bob and carol, then of carol', () => {
    expect(broadcastAt(begins.position)).toMatchObject({
      value: 'awaitingAcks',
      context: { pending: 2 },
    });
    const sent = departuresIn(told.scene(begins.position + 1));
    expect(sent.filter(({ label }) => /^GROUP_MESSAGE/.test(label)).map(({ to }) => to)).toEqual(
      expect.arrayContaining(['bob', 'carol']),
    );
    const counted = told.about('bob’s ack is counted');
    expect(broadcastAt(counted.position)).toMatchObject({
      value: 'awaitingAcks',
      context: { pending: 1 },
    });
  });

  test('after 500 ms carol is overdue, and her session suspect', () => {
    expect(suspected.step.atMs - begins.step.atMs).toBeCloseTo(500);
    expect(suspected.step.machines).toMatchObject([
      { event: { type: 'xstate.after.round.flow.flowing.waiting' } },
      { event: { type: 'unacked' }, to: { lagging: 'waiting' }, effects: [{ type: 'overdue' }] },
      { to: { suspect: 'probing' } },
    ]);
  });

  test('25 probes go out, one every 100 ms, and none is answered', () => {
    const probes = told.flightsOf('server', 'carol', 'PROBE');
    expect(departuresIn(told.about('The server asks'))).toEqual([probes[0]]);
    expect(probes).toHaveLength(25);
    expect(probes.every(({ fate }) => fate === 'lost')).toBe(true);
    const times = probes.map((probe) => told.sentAtMs(probe));
    for (const [i, atMs] of times.entries()) {
      expect(atMs - suspected.step.atMs).toBeCloseTo(i * 100);
    }
  });

  test('in one step carol is lost, out of her group, and no longer waited for', () => {
    expect(told.machineAt(lost.position, 'server', 'session:carol').value).toBe('lost');
    expect(broadcastAt(lost.position).value).toBe('complete');
    expect(lost.step.notices).toEqual([
      { kind: 'removed', client: 'carol', group: 'tea' },
      { kind: 'tableUpdated' },
    ]);
  });

  test('only what was sent to carol was lost', () => {
    expect(new Set(told.lost.map(({ to }) => to))).toEqual(new Set(['carol']));
  });

  test('carol is offline in every table', () => {
    const { position } = told.about('The news');
    const { carol: _, ...tables } = told.onlineAt(position);
    expect(tables).toEqual({ server: 'alice bob', alice: 'alice bob', bob: 'alice bob' });
  });

  test('the group is alice and bob, who read the message at once', () => {
    expect(told.about('bob asks').step.node).toBe('bob');
    expect(told.about('alice and bob.').step.notices).toMatchObject([
      { kind: 'members', names: ['alice', 'bob'] },
    ]);
    const shown = told.steps.find(
      ({ node, notices }) => node === 'bob' && JSON.stringify(notices).includes('Tea is ready.'),
    );
    expect((shown?.atMs ?? 0) - begins.step.atMs).toBeLessThan(50);
  });
});

describe('two messages at once', () => {
  const told = new Told(atOnce);
  const MILK = {
    kind: 'groupMessage',
    message: { from: 'bob', text: 'Who has the milk?' },
  };
  const TEA = { kind: 'groupMessage', message: { from: 'alice', text: 'Tea is ready.' } };
  const groupMessagesOf = (node: string) => {
    return told.shownTo(node).filter((notice) => JSON.stringify(notice).includes('groupMessage'));
  };

  test('nothing is lost, and nothing sent twice but what was overtaken', () => {
    expect(told.lost).toEqual([]);
    const isMessage = /PRIVATE|GROUP/;
    const again = told.flights((f) => f.isRetransmission && isMessage.test(f.label));
    expect(again).toHaveLength(1);
  });

  test('the private messages cross', () => {
    const [toBob, ...more] = told.flightsOf('alice', 'bob', 'PRIVATE');
    const [toAlice, ...others] = told.flightsOf('bob', 'alice', 'PRIVATE');
    if (!toBob || !toAlice) throw new Error('each sends one');
    expect([...more, ...others]).toEqual([]);
    const { step, position } = told.about('First in private');
    expect(toAlice.sentAt).toBe(position);
    expect(told.sentAtMs(toBob)).toBe(step.atMs);
    expect(Math.min(...toBob.arrivals, ...toAlice.arrivals)).toBeGreaterThan(position);
  });

  test('and both are acked', () => {
    const { position } = told.about('Each message');
    expect(told.machineAt(position, 'alice', 'ackWait:bob:1').value).toBe('acked');
    expect(told.machineAt(position, 'bob', 'ackWait:alice:1').value).toBe('acked');
  });

  test('all four are in the group', () => {
    const { position } = told.about('Now in a group');
    for (const name of ['alice', 'bob', 'carol', 'dave']) {
      expect(told.shownTo(name, position)).toContainEqual({ kind: 'entered', group: 'tea' });
    }
  });

  test('alice and bob speak at the same moment, and bob’s message is first at the server', () => {
    const { step, position } = told.about('alice and bob speak');
    const { step: before } = told.scene(position - 1);
    expect([before, step]).toMatchObject([
      { node: 'alice', atMs: step.atMs, cause: { command: { kind: 'send_group' } } },
      { node: 'bob', cause: { command: { kind: 'send_group' } } },
    ]);
    expect(arrivalIn(told.about('bob’s message'))?.from).toBe('bob');
    expect(arrivalIn(told.about('alice’s message'))?.from).toBe('alice');
    const { message: milk } = MILK;
    const { message: tea } = TEA;
    expect(groupMessagesOf('server')).toEqual([
      { kind: 'groupMessage', client: milk.from, text: milk.text },
      { kind: 'groupMessage', client: tea.from, text: tea.text },
    ]);
  });

  test('the copy for dave is late', () => {
    const { cause } = told.about('The copy').step;
    const { position } = told.about('bob’s message');
    const [copy] = departuresIn(told.scene(position + 1)).filter(({ to }) => to === 'dave');
    expect(cause).toMatchObject({ kind: 'fault', datagram: copy?.id });
    const again = arrivalIn(told.about('The server takes'));
    expect(again).toMatchObject({ isRetransmission: true });
    expect(again).not.toBe(copy);
  });

  test('two broadcasts run side by side', () => {
    const { position } = told.about('alice’s message');
    for (const number of [1, 2]) {
      const { value } = told.machineAt(position, 'server', `broadcast:tea:${number}`);
      expect(value).toBe('awaitingAcks');
    }
  });

  test('dave keeps the second message until he has the first', () => {
    const second = told.about('The second message');
    expect(arrivalIn(second)?.datagram.frames).toMatchObject([
      { id: 3, packet: { from: 'alice' } },
    ]);
    expect(second.step).toMatchObject({ node: 'dave', machines: [], notices: [] });
    const missing = told.about('The server takes');
    expect(arrivalIn(missing)?.datagram.frames).toMatchObject([{ id: 2, packet: { from: 'bob' } }]);
    expect(missing.step.notices).toMatchObject([MILK, TEA]);
  });

  test('in the end there is one order for everybody', () => {
    const { step, position } = told.about('dave’s ack');
    const { cause } = told.scene(position - 1).step;
    expect(cause.kind === 'datagram' && told.timeline.flight(cause.datagram)?.from).toBe('dave');
    expect(step.machines.map(({ machine, to }) => [machine, to])).toEqual([
      ['broadcast:tea:1', 'complete'],
      ['broadcast:tea:2', 'complete'],
    ]);
    expect(groupMessagesOf('carol')).toEqual([MILK, TEA]);
    expect(groupMessagesOf('dave')).toEqual([MILK, TEA]);
    expect(groupMessagesOf('alice')).toEqual([MILK]);
    expect(groupMessagesOf('bob')).toEqual([TEA]);
  });
});
