import { expect, test } from 'vitest';
import { chartOf } from '../../../src/inspector/model/machines/charts.ts';
import type { MachineState } from '../../../src/inspector/model/types.ts';
import { isSameMachine } from '../../../src/inspector/page/state/shared.ts';
import { machineGroups } from '../../../src/inspector/page/views/statechart/light/machines.ts';

const LANES = ['server', 'alice'].map((node) => ({ node, since: 1 }));

test('machines stand by process; those that live come first, then charts in order', () => {
  const groups = machineGroups(
    [
      machine('alice', 'ackWait:bob:1', { isOver: true }),
      machine('alice', 'ackWait:bob:2'),
      machine('alice', 'client:alice', { value: { online: 'x' } }),
      machine('alice', 'stranger'),
      machine('server', 'ackWait:alice:1'),
      machine('server', 'announcer'),
    ],
    LANES,
    { node: 'alice', machines: new Set(['ackWait:bob:1', 'announcer']) },
    '',
  );
  expect(groups.map(({ node, hidden }) => [node, hidden])).toEqual([
    ['server', 0],
    ['alice', 0],
  ]);
  expect(groups.map(({ options }) => options.map(({ name }) => name))).toEqual([
    ['announcer', 'ackWait:alice:1'],
    ['client:alice', 'ackWait:bob:2', 'stranger', 'ackWait:bob:1'],
  ]);
  expect(groups[1]?.options[0]).toEqual({
    node: 'alice',
    machine: 'client:alice',
    name: 'client:alice',
    state: 'online.x',
    isOver: false,
    hasStepped: false,
  });
  const marked = groups.flatMap(({ options }) => options).filter(({ hasStepped }) => hasStepped);
  expect(marked.map(({ node, name }) => [node, name])).toEqual([['alice', 'ackWait:bob:1']]);
});

test('an ackWait is told with the message that it is about now', () => {
  const [group] = machineGroups(
    [
      machine('alice', 'ackWait:bob:1', { value: 'overdue', context: { message: 'PRIVATE 3' } }),
      machine('alice', 'ackWait:bob:2', { value: 'waiting', context: { message: '\u202eX' } }),
    ],
    LANES,
    null,
    'private',
  );
  expect(group?.options.map(({ state }) => state)).toEqual(['PRIVATE 3: overdue']);
});

test('a search looks for all of its words in process, name and state', () => {
  const machines = [
    machine('alice', 'ackWait:bob:1', { value: 'overdue' }),
    machine('alice', 'ackWait:bob:2'),
    machine('server', 'ackWait:bob:3', { value: 'overdue' }),
  ];
  const found = (search: string) =>
    machineGroups(machines, LANES, null, search).flatMap(({ options }) =>
      options.map((option) => option.machine),
    );
  expect(found('  OVERDUE alice ')).toEqual(['ackWait:bob:1']);
  expect(found('bob:')).toEqual(['ackWait:bob:3', 'ackWait:bob:1', 'ackWait:bob:2']);
  expect(found('carol')).toEqual([]);
});

test('of thousands only some are listed, and the others counted', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => machine('server', `ackWait:x:${i}`));
  const groups = machineGroups([...many, machine('alice', 'client:alice')], LANES, null, '');
  expect(groups.map(({ options, hidden }) => [options.length, hidden])).toEqual([
    [199, 4_801],
    [1, 0],
  ]);
  const twice = [...many, ...many.map((each) => ({ ...each, node: 'alice' }))];
  const shared = machineGroups([...twice, machine('bob', 'client:bob')], LANES, null, '');
  expect(shared.map(({ options }) => options.length)).toEqual([133, 66, 1]);
  const nodes = Array.from({ length: 100 }, (_, i) => `n${i}`);
  const crowd = nodes.flatMap((node) => many.slice(0, 9).map((each) => ({ ...each, node })));
  const all = machineGroups(crowd, [], null, '');
  expect(new Set(all.map(({ options }) => options.length))).toEqual(new Set([5]));
  expect(new Set(all.map(({ hidden }) => hidden))).toEqual(new Set([4]));
});

test('names are shown so that nothing in them hides', () => {
  const [group] = machineGroups([machine('a\u202e', 'ackWait:\u0007')], [], null, '');
  expect(group?.node).toBe('a\\u{202e}');
  expect(group?.options[0]).toMatchObject({ machine: 'ackWait:\u0007', name: 'ackWait:\\u{7}' });
});

test('charts and names', () => {
  expect(chartOf('ackWait:bob:3')).toBe('ackWait');
  expect(chartOf('announcer')).toBe('announcer');
  const name = { node: 'a', machine: 'm' };
  expect(isSameMachine(name, { ...name })).toBe(true);
  expect(isSameMachine(name, { ...name, node: 'b' })).toBe(false);
  expect(isSameMachine(name, null)).toBe(false);
});

function machine(node: string, id: string, part: Partial<MachineState> = {}): MachineState {
  return {
    node,
    machine: id,
    chart: chartOf(id),
    value: 'waiting',
    context: {},
    changedAt: 1,
    isOver: false,
    ...part,
  };
}
