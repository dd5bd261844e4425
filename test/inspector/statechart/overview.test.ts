import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { LitOverview } from '../../../src/inspector/page/views/statechart/light/overview.ts';
import { litOverview } from '../../../src/inspector/page/views/statechart/light/overview.ts';
import type { TraceStep } from '../../../src/trace/trace.ts';
import type { Element } from '../../diagrams/xml.ts';
import { elementsOf, parseXml } from '../../diagrams/xml.ts';
import { step, went } from '../../support/steps.ts';
import { drawnStory } from '../support/stories.ts';
import { timelineOf } from '../support/timeline.ts';

const svg = parseXml(
  readFileSync(new URL('../../../diagrams/overview.svg', import.meta.url), 'utf8'),
);

test('every part that lights up is in the drawing, and every part of it lights up some time', () => {
  const { steps } = drawnStory({ seed: 2, profile: 'stormy', clients: 4, actions: 80 });
  const lit = {
    processes: new Set<string>(),
    machines: new Set<string>(),
    flows: new Set<string>(),
  };
  const story = timelineOf(steps);
  for (const [i, each] of steps.entries()) {
    const now = litOverview(i + 1, each, story.flights(i + 1, i + 1));
    for (const id of now.processes) lit.processes.add(id);
    for (const id of now.machines) lit.machines.add(id);
    for (const id of now.flows) lit.flows.add(id);
  }
  const groups = [...elementsOf(svg)].filter(({ name }) => name === 'g');
  const processes = groups.filter(({ attributes }) => attributes.has('data-process'));
  const machines = processes.flatMap((process) =>
    [...elementsOf(process)].flatMap((each) => {
      const machine = each.attributes.get('data-machine');
      return machine === undefined ? [] : [`${idOf(process, 'process')}.${machine}`];
    }),
  );
  const flows = groups.flatMap((each) => each.attributes.get('data-flow') ?? []);
  expect([...lit.processes].sort()).toEqual(processes.map((each) => idOf(each, 'process')).sort());
  expect([...lit.machines].sort()).toEqual(machines.sort());
  // A congestion machine is read, and says nothing of itself; no reader of this story comes back.
  const isLit = (id: string) => !/(congestion|reader)\.effects$/.test(id);
  // The peer stands for itself only where it talks to the client that is shown.
  const own = flows.filter((flow) => !/peer-server|server-peer/.test(flow));
  expect([...lit.flows].sort()).toEqual(own.filter(isLit).sort());
});

test('a step of a client', () => {
  const machines = [
    went('client:alice', 'a', 'b', { effects: [{ type: 'show' }] }),
    went('ackWait:bob:1', null, 'waiting'),
  ];
  const command = { kind: 'command', command: {} } as const;
  expect(lit({ node: 'alice', machines, cause: command, notices: [{}] })).toEqual({
    processes: ['client'],
    machines: ['client.ackWait', 'client.client'],
    flows: ['client.client.effects', 'client.client.events', 'client.commands', 'client.notices'],
  });
});

test('a step of the server', () => {
  const machines = [went('session:alice:1', 'online', 'online')];
  const command = { kind: 'command', command: {} } as const;
  expect(lit({ node: 'server', machines, cause: command, notices: [{}] })).toEqual({
    processes: ['server'],
    machines: ['server.session'],
    flows: ['server.session.events'],
  });
});

test('before the first step nothing is lit', () => {
  expect(sorted(litOverview(0, undefined, []))).toEqual({ processes: [], machines: [], flows: [] });
});

function lit(part: Partial<TraceStep>) {
  return sorted(litOverview(1, step(part), []));
}

function sorted({ processes, machines, flows }: LitOverview) {
  return {
    processes: [...processes].sort(),
    machines: [...machines].sort(),
    flows: [...flows].sort(),
  };
}

function idOf({ attributes }: Element, kind: string): string {
  return attributes.get(`data-${kind}`) ?? '';
}
