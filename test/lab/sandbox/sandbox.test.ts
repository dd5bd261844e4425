import { describe, expect, test } from 'vitest';
import type { ClientNotice, Command } from '../../../machines/vocabulary.ts';
import { ClientEndpoint } from '../../../src/chat/client/clientEndpoint.ts';
import type { Deed } from '../../../src/lab/sandbox/log.ts';
import { MAX_DELAY_MS, parseSandboxLog } from '../../../src/lab/sandbox/log.ts';
import { MAX_SANDBOX_CLIENTS } from '../../../src/lab/sandbox/obstacles.ts';
import { Sandbox } from '../../../src/lab/sandbox/sandbox.ts';
import { sandboxLogOf, sandboxTrace } from '../../../src/lab/sandbox/trace.ts';
import type { Conditions } from '../../../src/lab/world/conditions.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';
import { parseTrace } from '../../../src/trace/parse.ts';
import type { TraceStep, Violation } from '../../../src/trace/trace.ts';
import { formatLine } from '../../../src/trace/trace.ts';
import { withMutant } from '../../support/mutants/mutant.ts';
import { MUTANTS } from '../../support/mutants/mutants.ts';

/** Each datagram takes 10 ms. */
const TEN: Conditions = { ...PERFECT, delay: { kind: 'fixed', ms: 10 } };

interface Played {
  readonly sandbox: Sandbox;
  readonly steps: TraceStep[];
  readonly violations: Violation[];
}

function empty(conditions = TEN): Played {
  const steps: TraceStep[] = [];
  const violations: Violation[] = [];
  const sandbox = new Sandbox({
    seed: 1,
    conditions,
    onStep: (step) => void steps.push(step),
    onViolation: (violation) => void violations.push(violation),
  });
  return { sandbox, steps, violations };
}

/** Alice and Bob, registered; nothing is on its way. */
function chat(): Played {
  const played = empty();
  for (const node of ['alice', 'bob']) played.sandbox.do({ do: 'start', node });
  played.sandbox.pass(1_000);
  return played;
}

function type({ sandbox }: Played, client: string, command: Command): void {
  expect(sandbox.do({ do: 'command', client, command })).toBe(true);
  sandbox.pass(0);
}

/** Alice's message is on its way to Bob. */
function chatWithMessage(): Played & { readonly id: number } {
  const played = chat();
  type(played, 'alice', { kind: 'send', to: 'bob', text: 'hello' });
  const [flight, ...others] = played.sandbox.flights();
  expect(others).toEqual([]);
  return { ...played, id: flight?.id ?? 0 };
}

function seenBy({ steps }: Played, node: string): ClientNotice['kind'][] {
  const notices = steps.filter((step) => step.node === node).flatMap((step) => step.notices);
  return notices.map((notice) => (notice as ClientNotice).kind);
}

/** When copies of a datagram arrived, in milliseconds after a moment. */
function arrivals({ steps }: Played, id: number, sinceMs: number): number[] {
  return steps.flatMap(({ cause, atMs }) =>
    cause.kind === 'datagram' && cause.datagram === id ? [atMs - sinceMs] : [],
  );
}

const lastOf = ({ steps }: Played) => steps[steps.length - 1];

describe('a datagram on its way', () => {
  test('is told of', () => {
    const { sandbox, id } = chatWithMessage();
    expect(sandbox.flights()).toEqual([
      { id, from: 'alice', to: 'bob', sentAtMs: 1_000, arrivesInMs: [10], contents: 'PRIVATE 1' },
    ]);
    sandbox.pass(4);
    expect(sandbox.flights()[0]?.arrivesInMs).toEqual([6]);
  });

  test('is dropped, and sent again', () => {
    const played = chatWithMessage();
    const { sandbox, id } = played;
    expect(sandbox.do({ do: 'drop', datagram: id })).toBe(true);
    expect(lastOf(played)).toMatchObject({
      node: 'network',
      cause: { kind: 'fault', fault: `datagram ${id} is dropped`, datagram: id, fate: [] },
    });
    expect(sandbox.flights()).toEqual([]);
    sandbox.pass(200);
    expect(seenBy(played, 'bob')).not.toContain('privateMessage');
    sandbox.pass(1_000);
    expect(seenBy(played, 'bob').filter((kind) => kind === 'privateMessage')).toHaveLength(1);
    expect(arrivals(played, id, 1_000)).toEqual([]);
  });

  test('is duplicated: both copies arrive, and it is shown once', () => {
    const played = chatWithMessage();
    const { sandbox, id } = played;
    sandbox.do({ do: 'duplicate', datagram: id, ms: 25 });
    expect(lastOf(played)?.cause).toMatchObject({ datagram: id, fate: [10, 25] });
    expect(sandbox.flights()[0]?.arrivesInMs).toEqual([10, 25]);
    sandbox.pass(100);
    expect(arrivals(played, id, 1_000)).toEqual([10, 25]);
    expect(seenBy(played, 'bob').filter((kind) => kind === 'privateMessage')).toHaveLength(1);
  });

  test('is dropped with all of its copies', () => {
    const played = chatWithMessage();
    const { sandbox, id } = played;
    sandbox.do({ do: 'duplicate', datagram: id, ms: 25 });
    sandbox.do({ do: 'drop', datagram: id });
    expect(lastOf(played)?.cause).toMatchObject({ datagram: id, fate: [] });
    sandbox.pass(1_000);
    expect(arrivals(played, id, 1_000)).toEqual([]);
  });

  test('is delayed, all of its copies', () => {
    const played = chatWithMessage();
    const { sandbox, id } = played;
    sandbox.do({ do: 'duplicate', datagram: id, ms: 25 });
    sandbox.do({ do: 'delay', datagram: id, ms: 100 });
    expect(lastOf(played)?.cause).toMatchObject({ datagram: id, fate: [110, 125] });
    sandbox.pass(200);
    expect(arrivals(played, id, 1_000)).toEqual([110, 125]);
  });

  test('arrives at once', () => {
    const played = chatWithMessage();
    const { sandbox, id } = played;
    sandbox.do({ do: 'deliver', datagram: id });
    expect(lastOf(played)?.cause).toMatchObject({ datagram: id, fate: [0] });
    sandbox.pass(0);
    expect(arrivals(played, id, 1_000)).toEqual([0]);
    expect(sandbox.do({ do: 'drop', datagram: id })).toBe(false);
  });
});

describe('a delay of a machine', () => {
  test('ends early, and only once', () => {
    const played = chatWithMessage();
    const { sandbox, id } = played;
    sandbox.do({ do: 'drop', datagram: id });
    const waits = () => sandbox.timers().filter(({ machine }) => machine === 'ackWait:bob:1');
    const [wait] = waits();
    expect(wait).toMatchObject({ node: 'alice', delay: 'round', dueInMs: 500 });
    expect(sandbox.do({ do: 'fire', timer: wait?.id ?? 0 })).toBe(true);
    expect(lastOf(played)).toMatchObject({
      node: 'alice',
      cause: { kind: 'fault', fault: 'the delay round of ackWait:bob:1 ends now' },
    });
    sandbox.pass(0);
    expect(sandbox.nowMs).toBe(1_000);
    expect(sandbox.flights()).toMatchObject([{ contents: 'SUSPECT 1' }]);
    expect(sandbox.obstacleTo({ do: 'fire', timer: wait?.id ?? 0 })).toBe(
      'It is not running any more.',
    );
    expect(waits()).toMatchObject([{ dueInMs: 500 }]);
  });

  test('of a process that is gone is not told of', () => {
    const { sandbox } = chat();
    const timers = sandbox.timers().filter(({ node }) => node === 'bob');
    expect(timers.length).toBeGreaterThan(0);
    sandbox.do({ do: 'kill', node: 'bob' });
    expect(sandbox.timers().some(({ node }) => node === 'bob')).toBe(false);
    expect(sandbox.do({ do: 'fire', timer: timers[0]?.id ?? 0 })).toBe(false);
  });
});

describe('processes', () => {
  const stateOf = (sandbox: Sandbox, name: string) =>
    sandbox.nodes().find(({ node }) => node === name)?.state;

  test('are told of, the server first', () => {
    const played = chat();
    type(played, 'bob', { kind: 'create_group', group: 'g' });
    played.sandbox.pass(100);
    type(played, 'bob', { kind: 'join_group', group: 'g' });
    played.sandbox.pass(100);
    played.sandbox.do({ do: 'cut', node: 'bob', from: null });
    expect(played.sandbox.nodes()).toEqual([
      { node: 'server', kind: 'server', state: 'up', group: null, cutFrom: [] },
      { node: 'alice', kind: 'client', state: 'up', group: null, cutFrom: [] },
      { node: 'bob', kind: 'client', state: 'up', group: 'g', cutFrom: [null] },
    ]);
  });

  test('stand still, and do then what came meanwhile, step by step', () => {
    const played = chat();
    const { sandbox, steps } = played;
    sandbox.do({ do: 'pause', node: 'bob' });
    expect(stateOf(sandbox, 'bob')).toBe('paused');
    type(played, 'alice', { kind: 'send', to: 'bob', text: 'one' });
    type(played, 'bob', { kind: 'send', to: 'alice', text: 'two' });
    sandbox.pass(50);
    expect(steps.some(({ node, atMs }) => node === 'bob' && atMs > 1_000)).toBe(false);
    const before = sandbox.steps;
    sandbox.do({ do: 'resume', node: 'bob' });
    expect(sandbox.steps).toBe(before + 1);
    sandbox.pass(0);
    const done = steps.slice(before).map(({ cause }) => cause.kind);
    expect(done).toEqual(['fault', 'command', 'datagram', 'flush']);
    // A fork stops exactly in the middle of it.
    const forked: TraceStep[] = [];
    sandbox.fork(before + 2, { onStep: (step) => void forked.push(step) });
    expect(forked.map(formatLine)).toEqual(steps.slice(0, before + 2).map(formatLine));
  });

  test('do what was typed in the order in which it was typed, however often they stand still', () => {
    const played = chat();
    const { sandbox, steps } = played;
    const say = (text: string) =>
      sandbox.do({ do: 'command', client: 'alice', command: { kind: 'send', to: 'bob', text } });
    sandbox.do({ do: 'pause', node: 'alice' });
    for (const text of ['one', 'two']) say(text);
    sandbox.do({ do: 'resume', node: 'alice' });
    expect(stateOf(sandbox, 'alice')).toBe('up');
    sandbox.happenNext();
    say('three');
    sandbox.do({ do: 'suspend', node: 'alice' });
    expect(stateOf(sandbox, 'alice')).toBe('suspended');
    sandbox.pass(100);
    say('nobody types at a machine that is off');
    sandbox.do({ do: 'resume', node: 'alice' });
    say('four');
    sandbox.pass(0);
    const typed = steps.flatMap(({ cause }) =>
      cause.kind === 'command' ? [(cause.command as { readonly text: string }).text] : [],
    );
    expect(typed).toEqual(['one', 'two', 'three', 'four']);
  });

  test('are switched off: what arrives is lost', () => {
    const played = chatWithMessage();
    const { sandbox } = played;
    sandbox.do({ do: 'suspend', node: 'bob' });
    expect(stateOf(sandbox, 'bob')).toBe('suspended');
    sandbox.pass(100);
    sandbox.do({ do: 'resume', node: 'bob' });
    sandbox.pass(100);
    expect(seenBy(played, 'bob')).not.toContain('privateMessage');
    sandbox.pass(1_000);
    expect(seenBy(played, 'bob')).toContain('privateMessage');
  });

  test('are killed, and begin again under their names', () => {
    const played = chat();
    const { sandbox, steps } = played;
    sandbox.do({ do: 'kill', node: 'bob' });
    expect(stateOf(sandbox, 'bob')).toBe('killed');
    sandbox.do({ do: 'start', node: 'bob' });
    expect(stateOf(sandbox, 'bob')).toBe('up');
    const starts = steps.flatMap(({ node, cause }) =>
      cause.kind === 'start' && node === 'bob' ? [cause.address] : [],
    );
    expect(starts).toEqual(['10.0.1.2 6000', '10.0.1.2 6000']);
  });

  test('end when their users leave', () => {
    const { sandbox } = chat();
    sandbox.do({ do: 'interrupt', client: 'alice' });
    sandbox.pass(1_000);
    expect(stateOf(sandbox, 'alice')).toBe('ended');
  });

  test('register again with a server that has begun anew', () => {
    const played = chat();
    const { sandbox } = played;
    sandbox.do({ do: 'kill', node: 'server' });
    sandbox.pass(500);
    sandbox.do({ do: 'start', node: 'server' });
    expect(lastOf(played)).toMatchObject({
      node: 'server',
      cause: { kind: 'start' },
      machines: [{ machine: 'announcer', from: null }],
    });
    sandbox.pass(10_000);
    expect(seenBy(played, 'alice')).toContain('registeredAgain');
  });
});

describe('links', () => {
  test('between two are cut both ways, and mended', () => {
    const played = chat();
    const { sandbox } = played;
    sandbox.do({ do: 'cut', node: 'alice', from: 'bob' });
    expect(lastOf(played)).toMatchObject({ node: 'alice', cause: { fault: 'cut off from bob' } });
    expect(sandbox.nodes().map(({ cutFrom }) => cutFrom)).toEqual([[], ['bob'], ['alice']]);
    for (const [from, to] of [
      ['alice', 'bob'],
      ['bob', 'alice'],
    ] as const) {
      type(played, from, { kind: 'send', to, text: `from ${from}` });
    }
    sandbox.pass(400);
    expect([...seenBy(played, 'alice'), ...seenBy(played, 'bob')]).not.toContain('privateMessage');
    sandbox.do({ do: 'mend', node: 'bob', from: 'alice' });
    expect(lastOf(played)?.cause).toMatchObject({ fault: 'no longer cut off from alice' });
    sandbox.pass(1_000);
    expect(seenBy(played, 'alice')).toContain('privateMessage');
    expect(seenBy(played, 'bob')).toContain('privateMessage');
  });

  test('to everybody are cut, and others stay cut when they are mended', () => {
    const played = chat();
    const { sandbox } = played;
    sandbox.do({ do: 'cut', node: 'alice', from: null });
    sandbox.do({ do: 'cut', node: 'bob', from: 'alice' });
    sandbox.do({ do: 'mend', node: 'alice', from: null });
    type(played, 'alice', { kind: 'send', to: 'bob', text: 'hello' });
    expect(lastOf(played)?.sent).toMatchObject([{ fate: [] }]);
    type(played, 'alice', { kind: 'list_groups' });
    expect(lastOf(played)?.sent).toMatchObject([{ fate: [10] }]);
  });
});

test('the conditions change for what is sent from then on', () => {
  const played = chatWithMessage();
  const { sandbox, id } = played;
  const conditions = { ...TEN, lossRate: 1 };
  sandbox.do({ do: 'conditions', conditions });
  expect(lastOf(played)).toMatchObject({
    node: 'network',
    cause: { kind: 'fault', fault: 'conditions: 100 % lost, 10 ms' },
  });
  sandbox.pass(10);
  expect(arrivals(played, id, 1_000)).toEqual([10]);
  expect(lastOf(played)?.sent).toMatchObject([{ fate: [] }]);
});

describe('what cannot be done', () => {
  const send: Command = { kind: 'send', to: 'bob', text: 'hello' };
  const cases: readonly (readonly [string, Deed, string])[] = [
    ['twice the same name', { do: 'start', node: 'alice' }, 'alice is running.'],
    ['no name', { do: 'start', node: 'a b' }, 'a b cannot be: '],
    ['the network', { do: 'start', node: 'network' }, 'network stands for the network here.'],
    ['nobody', { do: 'kill', node: 'carol' }, 'There is no carol.'],
    ['typing at the server', { do: 'command', client: 'server', command: send }, 'Nobody types'],
    ['typing for nobody', { do: 'interrupt', client: 'carol' }, 'There is no carol.'],
    ['going on', { do: 'resume', node: 'alice' }, 'alice is running.'],
    ['cutting nobody', { do: 'cut', node: 'alice', from: 'carol' }, 'There is no carol.'],
    ['cutting oneself', { do: 'cut', node: 'bob', from: 'bob' }, 'bob needs no network'],
    ['mending', { do: 'mend', node: 'bob', from: null }, 'bob is not cut off from everybody.'],
    ['no datagram', { do: 'drop', datagram: 999 }, 'It is not on its way.'],
    ['no timer', { do: 'fire', timer: 999 }, 'It is not running any more.'],
  ];

  test.each(cases)('%s', (_what, deed, sentence) => {
    const { sandbox } = chat();
    const before = sandbox.log;
    expect(sandbox.obstacleTo(deed)).toContain(sentence);
    expect(sandbox.do(deed)).toBe(false);
    expect(sandbox.log).toEqual(before);
  });

  test('a delay that is no delay, or longer than anybody remembers', () => {
    const { sandbox, id } = chatWithMessage();
    for (const ms of [-1, Number.NaN, MAX_DELAY_MS + 1]) {
      expect(sandbox.do({ do: 'delay', datagram: id, ms })).toBe(false);
      expect(sandbox.do({ do: 'duplicate', datagram: id, ms })).toBe(false);
    }
    expect(sandbox.do({ do: 'delay', datagram: id, ms: MAX_DELAY_MS })).toBe(true);
  });

  test('more clients than there may be', () => {
    const { sandbox } = empty();
    const start = (i: number) => sandbox.do({ do: 'start', node: `client${i}` });
    for (let i = 0; i < MAX_SANDBOX_CLIENTS; i++) expect(start(i)).toBe(true);
    expect(start(MAX_SANDBOX_CLIENTS)).toBe(false);
  });
});

describe('the promises', () => {
  test('hold when the same words are sent again', () => {
    const played = chat();
    const { sandbox, violations } = played;
    for (let i = 0; i < 2; i++) {
      type(played, 'alice', { kind: 'send', to: 'bob', text: 'hello' });
      sandbox.pass(100);
      type(played, 'bob', { kind: 'send', to: 'alice', text: 'hello' });
      sandbox.pass(100);
    }
    for (const name of ['alice', 'bob']) {
      expect(seenBy(played, name).filter((kind) => kind === 'privateMessage')).toHaveLength(2);
    }
    expect(violations).toEqual([]);
  });

  test('are judged still of words that only another says too', () => {
    const noDedup = MUTANTS.find(({ name }) => name === 'noDedup');
    if (!noDedup) throw new Error('there is no such mutant');
    const { violations } = withMutant(noDedup, () => {
      const played = chat();
      played.sandbox.do({ do: 'start', node: 'carol' });
      played.sandbox.pass(1_000);
      type(played, 'bob', { kind: 'send', to: 'alice', text: 'hello' });
      type(played, 'carol', { kind: 'send', to: 'bob', text: 'hello' });
      played.sandbox.pass(100);
      type(played, 'alice', { kind: 'send', to: 'bob', text: 'hello' });
      played.sandbox.pass(10);
      const ack = played.sandbox.flights().find(({ contents }) => contents === 'ACK');
      expect(played.sandbox.do({ do: 'drop', datagram: ack?.id ?? 0 })).toBe(true);
      played.sandbox.pass(1_000);
      return played;
    });
    expect(violations).toMatchObject([{ promise: 'shownOnce' }]);
  });

  test('are told broken once, with the step, and the play goes on', () => {
    const oneTimeout = MUTANTS.find(({ name }) => name === 'receivedOnTimeout');
    if (!oneTimeout) throw new Error('there is no such mutant');
    const { sandbox, steps, violations } = withMutant(oneTimeout, () => {
      const played = chat();
      played.sandbox.do({ do: 'cut', node: 'alice', from: 'bob' });
      for (const text of ['one', 'two']) {
        type(played, 'alice', { kind: 'send', to: 'bob', text });
        played.sandbox.pass(30_000);
      }
      return played;
    });
    expect(violations).toMatchObject([{ promise: 'neverFalseReceived' }]);
    expect(sandbox.violations).toEqual(violations);
    const { step = 0 } = violations[0] ?? {};
    expect(steps[step - 1]?.notices).toMatchObject([{ kind: 'received', by: 'bob' }]);
    expect(sandbox.steps).toBeGreaterThan(step);
  });

  test('an endpoint that throws is a finding, and others go on', () => {
    const { receive } = ClientEndpoint.prototype;
    const played = chat();
    try {
      ClientEndpoint.prototype.receive = () => {
        throw new Error('a bug');
      };
      type(played, 'alice', { kind: 'send', to: 'bob', text: 'hello' });
      played.sandbox.pass(1_000);
    } finally {
      ClientEndpoint.prototype.receive = receive;
    }
    expect(played.violations).toMatchObject([{ promise: 'hostileBytesAreBoring' }]);
    expect(played.violations[0]?.detail).toContain('a bug');
    played.sandbox.pass(2_000);
    expect(seenBy(played, 'bob')).toContain('privateMessage');
  });
});

describe('a play that was saved', () => {
  test('is a trace, and is taken up where it ended', () => {
    const { sandbox, steps, id } = chatWithMessage();
    sandbox.do({ do: 'delay', datagram: id, ms: 100 });
    sandbox.pass(33.3);
    const lines = [...sandboxTrace(sandbox, steps)].map((line) => `${formatLine(line)}\n`);
    const trace = parseTrace(lines.join(''));
    expect(trace.end).toEqual({ end: true, steps: steps.length, violation: null });
    const log = sandboxLogOf(trace.header);
    if (!log) throw new Error('the trace has no log');
    const again: TraceStep[] = [];
    const performance = Sandbox.perform(log, { onStep: (step) => void again.push(step) });
    let next = performance.next();
    while (!next.done) next = performance.next();
    expect(again.map(formatLine)).toEqual(steps.map(formatLine));
    expect(next.value.nowMs).toBe(sandbox.nowMs);
    expect(next.value.flights()).toEqual(sandbox.flights());
  });

  test('is refused if it went otherwise', () => {
    const { sandbox, id } = chatWithMessage();
    sandbox.do({ do: 'drop', datagram: id });
    sandbox.pass(100);
    const { log } = sandbox;
    const [first, ...rest] = log.deeds;
    if (!first) throw new Error('nothing was done');
    const untrue = [
      { ...log, deeds: rest },
      { ...log, deeds: [{ ...first, step: 7 }, ...rest] },
      {
        ...log,
        deeds: [...log.deeds, { ...log.end, deed: { do: 'drop', datagram: id } as const }],
      },
      { ...log, end: { ...log.end, tick: 1e9 } },
      { ...log, end: { ...log.end, atMs: 0 } },
    ];
    for (const other of untrue) {
      const performance = Sandbox.perform(other, { onStep: () => {} });
      const run = () => {
        while (!performance.next().done);
      };
      expect(run).toThrow(RangeError);
    }
  });

  test('is not read from anything else', () => {
    const { log } = chatWithMessage().sandbox;
    expect(parseSandboxLog(log)).toEqual(log);
    const [first] = log.deeds;
    const others: unknown[] = [
      null,
      7,
      [],
      {},
      { ...log, seed: -1 },
      { ...log, conditions: { ...TEN, lossRate: 2 } },
      { ...log, deeds: [null] },
      { ...log, deeds: [{ ...first, deed: { do: 'explode' } }] },
      { ...log, deeds: [{ ...first, deed: { do: 'delay', datagram: 1, ms: 1e9 } }] },
      { ...log, deeds: [{ ...first, deed: { do: 'command', client: 'a', command: { kind: 7 } } }] },
      { ...log, end: { tick: 1, step: 1 } },
    ];
    for (const other of others) expect(parseSandboxLog(other)).toBeNull();
    expect(sandboxLogOf({ trace: 'statechat', version: 1, source: 'client' })).toBeNull();
  });
});
