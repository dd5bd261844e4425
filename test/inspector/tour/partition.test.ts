/** That what the sentences of the story about the partition say is so. */
import { expect, test } from 'vitest';
import { arrivalIn, departuresIn } from '../../../src/inspector/tour/moments.ts';
import { partition } from '../../../src/inspector/tour/partition.ts';
import { Told } from './told.ts';

const told = new Told(partition);
const BOTH = 'alice bob';
const cut = told.about('bob is cut off');
const mended = told.about('The line works');
const lost = told.about('All 25 probes');
const sessionsAt = (position: number) => {
  return told.timeline
    .machinesAt(position)
    .filter(({ machine }) => machine.startsWith('session:bob:'));
};

test('at first all is well', () => {
  const { position } = told.about('alice and bob');
  expect(told.onlineAt(position)).toEqual({ server: BOTH, alice: BOTH, bob: BOTH });
  for (const name of ['alice', 'bob']) {
    const { value } = told.machineAt(position, 'server', `session:${name}`);
    expect(value).toEqual({ online: 'heard' });
  }
});

test('bob is cut off, and nobody does anything', () => {
  expect(cut.step).toMatchObject({ node: 'bob', cause: { fault: 'cut off from everybody' } });
  expect(mended.step).toMatchObject({
    node: 'bob',
    cause: { fault: 'no longer cut off from everybody' },
  });
  expect(told.steps.map(({ cause }) => cause.kind)).not.toContain('command');
});

test('what is lost is what bob sends and what he is sent while he is cut off', () => {
  const isBobs = ({ from, to }: { from: string; to: string | null }) => {
    return from === 'bob' || to === 'bob';
  };
  const during = told.flights(
    (flight) => isBobs(flight) && flight.sentAt > cut.position && flight.sentAt < mended.position,
  );
  expect(told.lost).toEqual(during);
});

test('bob’s keepalives follow each other every 500 ms', () => {
  const [first, ...repeated] = told.lost.filter(({ label }) => label === 'KEEPALIVE');
  if (!first) throw new Error('bob sends keepalives');
  expect(first.sentAt).toBe(told.about('Every 2 s').position);
  const registered = told.steps.find(
    ({ node, notices }) => node === 'bob' && JSON.stringify(notices).includes('registered'),
  );
  expect(told.sentAtMs(first) - (registered?.atMs ?? 0)).toBeCloseTo(2_000);
  for (const [i, flight] of repeated.entries()) {
    expect(told.sentAtMs(flight) - told.sentAtMs(first)).toBeCloseTo((i + 1) * 500);
  }
});

test('silence makes bob’s session suspect, and 25 lost probes end it', () => {
  const suspected = told.about('The server has heard nothing');
  const heard = told
    .flights(({ from, fate }) => from === 'bob' && fate === 'arrived')
    .flatMap(({ arrivals }) => arrivals)
    .filter((position) => position < suspected.position);
  expect(suspected.step.atMs - told.scene(Math.max(...heard)).step.atMs).toBeGreaterThan(5_000);
  expect(sessionsAt(suspected.position)).toMatchObject([{ value: { suspect: 'probing' } }]);
  const probes = told.flightsOf('server', 'bob', 'PROBE');
  expect(probes).toHaveLength(25);
  expect(probes.every(({ fate }) => fate === 'lost')).toBe(true);
  expect(sessionsAt(lost.position)).toMatchObject([{ value: 'lost' }]);
});

test('alice’s table is new, bob’s is old', () => {
  const { position } = told.about('alice gets the news');
  expect(told.onlineAt(position)).toEqual({ server: 'alice', alice: 'alice', bob: BOTH });
});

test('the next keepalive is answered by RESET, and bob registers anew', () => {
  const scene = told.about('It got through');
  expect(arrivalIn(scene)?.label).toBe('RESET');
  const [through] = told
    .flightsOf('bob', 'server', 'KEEPALIVE')
    .filter((f) => f.fate === 'arrived');
  expect(through?.sentAt).toBeGreaterThan(mended.position);
  const { value } = told.machineAt(scene.position, 'bob', 'registration:bob');
  expect(value).toBe('asking');
  expect(departuresIn(told.scene(scene.position + 1))).toMatchObject([{ label: 'REGISTER' }]);
});

test('bob has a new session, and is told so', () => {
  const { position, step } = told.about('bob has a new');
  expect(step.notices).toMatchObject([{ kind: 'registeredAgain' }]);
  const [fresh, ...others] = sessionsAt(position);
  expect(others).toEqual([]);
  expect(fresh).toMatchObject({ value: { online: 'heard' } });
  expect(fresh?.machine).not.toBe(sessionsAt(lost.position)[0]?.machine);
  expect(told.shownTo('bob')).toEqual([{ kind: 'registeredAgain' }]);
});

test('the tables converge', () => {
  const { position } = told.about('The tables');
  expect(told.onlineAt(position)).toEqual({ server: BOTH, alice: BOTH, bob: BOTH });
  const versions = told.timeline.tablesAt(position).map(({ version }) => version);
  expect(new Set(versions).size).toBe(1);
});
