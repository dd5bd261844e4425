/** That what the sentences of the first two stories say is so. */
import { describe, expect, test } from 'vitest';
import { falseSuspicion } from '../../../src/inspector/tour/falseSuspicion.ts';
import { lostAck } from '../../../src/inspector/tour/lostAck.ts';
import { arrivalIn, departuresIn } from '../../../src/inspector/tour/moments.ts';
import { Told } from './told.ts';

const ALL = { server: 'alice bob', alice: 'alice bob', bob: 'alice bob' };

describe('a lost ack', () => {
  const told = new Told(lostAck);
  const message = { from: 'alice', text: 'Lunch at noon?' };

  test('alice and bob are registered, and both have the table', () => {
    expect(told.onlineAt(told.about('alice and bob').position)).toEqual(ALL);
  });

  test('a machine begins with the message', () => {
    const { step } = told.about('alice writes');
    expect(step.cause).toMatchObject({ kind: 'flush' });
    expect(step.machines.at(-1)).toMatchObject({
      machine: 'ackWait:bob:1',
      from: null,
      to: 'waiting',
    });
  });

  test('bob reads it', () => {
    const { step } = told.about('The message arrives');
    expect(step).toMatchObject({ node: 'bob', notices: [{ kind: 'privateMessage', message }] });
  });

  test('the ack is the one datagram that is lost', () => {
    const { step } = told.about('bob’s ack is lost');
    const [ack, ...others] = told.lost;
    expect(others).toEqual([]);
    expect(ack).toMatchObject({ from: 'bob', to: 'alice', isAckOnly: true });
    expect(step.cause).toMatchObject({ kind: 'fault', datagram: ack?.id, fate: [] });
  });

  test('the message is sent again after 250 ms, the same under the same number', () => {
    const [first, second, ...others] = told.flightsOf('alice', 'bob', 'PRIVATE');
    if (!first || !second) throw new Error('it is sent twice');
    expect(others).toEqual([]);
    expect(departuresIn(told.about('After 250 ms'))).toEqual([second]);
    expect(told.sentAtMs(second) - told.sentAtMs(first)).toBe(250);
    expect(second.datagram.frames).toEqual(first.datagram.frames);
    expect(second.datagram.frames).toMatchObject([{ kind: 'PRIVATE', id: 1 }]);
  });

  test('the duplicate is shown to nobody, and acked', () => {
    const scene = told.about('bob gets number 1');
    expect(arrivalIn(scene)?.isRetransmission).toBe(true);
    expect(scene.step).toMatchObject({ node: 'bob', machines: [], notices: [], sent: [] });
    const [ack, ...others] = departuresIn(told.about('But he acks'));
    expect(others).toEqual([]);
    expect(ack).toMatchObject({ from: 'bob', to: 'alice', isAckOnly: true, fate: 'arrived' });
  });

  test('alice is told once, and bob shown once', () => {
    const { position, step } = told.about('This ack');
    expect(step.notices).toMatchObject([{ kind: 'received', by: 'bob' }]);
    expect(told.machineAt(position, 'alice', 'ackWait:bob:1').value).toBe('acked');
    expect(told.shownTo('alice')).toEqual([{ kind: 'received', by: 'bob' }]);
    expect(told.shownTo('bob')).toEqual([{ kind: 'privateMessage', message }]);
  });
});

describe('a false suspicion', () => {
  const told = new Told(falseSuspicion);
  const [, again, withReport, arriving, ...more] = told.flightsOf('alice', 'bob', 'PRIVATE');
  const session = (position: number) => told.machineAt(position, 'server', 'session:bob').value;

  test('in every table both are online, at every moment', () => {
    const { position } = told.about('alice and bob');
    for (let at = position; at <= told.timeline.last; at++) expect(told.onlineAt(at)).toEqual(ALL);
    expect(session(position)).toEqual({ online: 'heard' });
  });

  test('what is lost is what alice sends to bob, and nothing else', () => {
    expect(more).toEqual([]);
    expect(told.lost).toEqual(told.flightsOf('alice', 'bob', 'PRIVATE').slice(0, 3));
    const { step } = told.about('The line between');
    expect(step.cause).toEqual({ kind: 'fault', fault: 'cut off from bob' });
    expect(told.flightsOf('bob', 'server', 'ACK')[0]?.fate).toBe('arrived');
    expect(told.flightsOf('alice', 'server', 'SUSPECT')[0]?.fate).toBe('arrived');
  });

  test('a copy goes out after 250 ms, and the report after 500 ms', () => {
    const typed = told.about('alice writes').step.atMs;
    expect(departuresIn(told.about('alice writes'))[0]?.fate).toBe('lost');
    const copy = told.about('Without an ack');
    expect(departuresIn(copy)).toEqual([again]);
    expect(copy.step.atMs - typed).toBe(250);
    const report = told.about('500 ms and no ack');
    expect(report.step.atMs - typed).toBe(500);
    expect(departuresIn(report).map(({ label, to }) => `${label} to ${to}`)).toEqual([
      'SUSPECT 1 to server',
      'PRIVATE 1 to bob',
    ]);
    expect(departuresIn(report)[1]).toBe(withReport);
    expect(told.machineAt(report.position, 'alice', 'ackWait:bob').value).toBe('overdue');
  });

  test('the server suspects, probes and clears', () => {
    const { position } = told.about('The server does not');
    expect(session(position - 1)).toEqual({ online: 'heard' });
    expect(session(position)).toEqual({ suspect: 'probing' });
    const { step, position: probed } = told.about('bob gets the probe');
    expect(step).toMatchObject({ node: 'bob', machines: [], notices: [] });
    expect(departuresIn(told.scene(probed + 1))).toMatchObject([{ to: 'server', isAckOnly: true }]);
    expect(session(told.about('bob was heard').position)).toEqual({ online: 'heard' });
    expect(told.flightsOf('server', 'bob', 'PROBE')).toHaveLength(1);
  });

  test('the message arrives after all', () => {
    const { step } = told.about('The line works');
    expect(arrivalIn(told.about('The line works'))).toBe(arriving);
    expect(step.atMs - told.about('alice writes').step.atMs).toBeLessThan(1_000);
    expect(told.about('alice is told').step.notices).toMatchObject([{ kind: 'received' }]);
    expect(told.shownTo('bob')).toMatchObject([{ kind: 'privateMessage' }]);
    expect(told.shownTo('alice')).toEqual([{ kind: 'received', by: 'bob' }]);
  });
});
