/** The watch itself: that it counts, that it says what is wrong, and that its own failure is told. */
import { describe, expect, it } from 'vitest';
import type { ClientEvent } from '../../../machines/clientProtocol.ts';
import { ClientMachines } from '../../../src/chat/client/clientMachines.ts';
import { ServerEndpoint } from '../../../src/chat/server/serverEndpoint.ts';
import { BrokenPromise, PROMISES } from '../../../src/lab/promises/promises.ts';
import { Roll } from '../../../src/lab/promises/roll.ts';
import type { Forgery } from '../../../src/lab/scenarios/adversary.ts';
import { FORGERIES } from '../../../src/lab/scenarios/adversary.ts';
import type { Report } from '../../../src/lab/scenarios/run.ts';
import { runScenario } from '../../../src/lab/scenarios/run.ts';
import type { Action, Scenario } from '../../../src/lab/scenarios/scenario.ts';
import { QUIET } from '../../../src/lab/scenarios/scenario.ts';
import { wrap } from '../../support/mutants/patch.ts';

function report(actions: readonly Action[], rest: Partial<Scenario> = {}): Report {
  return runScenario({ ...QUIET, decisions: [], actions, ...rest });
}

const create: Action = { do: 'create', client: 0, group: 0 };
const wait = (ms: number): Action => ({ do: 'wait', ms });
const join = (client: number): Action => ({ do: 'join', client, group: 0 });
const send: Action = { do: 'send', client: 0, to: 1, padding: 0 };
const forge = (what: Forgery): Action => ({ do: 'forge', what, client: 0, other: 1 });

it('states a broken promise with its sentence and its step', () => {
  expect(new BrokenPromise('shownOnce', 'twice').at(7)).toEqual({
    promise: 'shownOnce',
    sentence: PROMISES.shownOnce,
    detail: 'twice',
    step: 7,
  });
});

describe('a check that fails to run', () => {
  it('is a violation with its trace, not a crash', () => {
    const restore = wrap(Roll, 'tableChanged', () => {
      throw new TypeError('the check is broken');
    })();
    try {
      const nodes: string[] = [];
      const { violation, steps } = runScenario(QUIET, { onStep: ({ node }) => nodes.push(node) });
      expect(violation).toMatchObject({ promise: 'everyCheckCanBeMade', step: steps });
      expect(violation?.detail).toContain('the check is broken');
      expect(nodes).toHaveLength(steps);
    } finally {
      restore();
    }
  });
});

describe('sightings', () => {
  it.each<[string, readonly Action[], Record<string, number>, Partial<Scenario>?]>([
    [
      'a text that waits for its reader',
      [create, wait(50), join(1), wait(50), send],
      { buffered: 1 },
    ],
    ['a name that has an owner', [{ do: 'impostor', client: 0 }], { nameTaken: 1 }],
    [
      'a server that forgot everybody',
      [create, wait(50), join(0), wait(50), { do: 'restartServer' }],
      { serverRestarted: 1, registeredAgain: 3, toldRemoved: 1 },
    ],
    [
      'a server that is back, to whom it stays for',
      [create, wait(50), join(0), wait(50), { do: 'restartServer' }],
      { serverBack: 1, registeredAgain: 2 },
      { stays: [0] },
    ],
    ['a replay', [{ do: 'replay', back: 0, from: 'sender' }], { replayInjected: 1, replayed: 1 }],
  ])('count %s', (_, actions, expected, rest) => {
    const { violation, occurrences } = report(actions, rest);
    expect(violation).toBeNull();
    expect(Object.fromEntries(occurrences)).toMatchObject(expected);
  });

  it('count nothing where nothing happens', () => {
    expect(Object.fromEntries(report([]).occurrences)).toEqual({ tablePulled: 3 });
  });
});

describe('an adversary', () => {
  it.each(FORGERIES)('changes nothing with a forged %s', (what) => {
    const { violation, occurrences } = report([send, forge(what), wait(500), forge(what)]);
    expect(violation).toBeNull();
    expect(occurrences.get('forged')).toBe(2);
    expect(occurrences.get('lost')).toBeUndefined();
  });

  it('is noticed when anything changes', () => {
    let calls = 0;
    const restore = wrap(ServerEndpoint, 'groupOf', () => `group ${++calls}`)();
    try {
      const { violation } = report([forge('RESET')]);
      expect(violation?.promise).toBe('hostileBytesAreBoring');
      expect(violation?.detail).toContain('a forged RESET');
    } finally {
      restore();
    }
  });
});

describe('a text', () => {
  // Found in far runs: it was held for one that came late, because it was shown late.
  it('that arrived may be shown long after its sender left without its ack', () => {
    const late: Action = { do: 'send', client: 1, to: 0, padding: 0 };
    const leave: Action = { do: 'interrupt', client: 1 };
    const reads: Action = { do: 'leaveGroup', client: 0 };
    const { violation, shown } = report(
      [create, wait(50), join(0), wait(50), late, wait(0), leave, wait(12_000), reads],
      { clients: 2 },
    );
    expect(violation).toBeNull();
    expect(shown).toBe(1);
  });

  // Found in far runs: one who wrote to itself seemed to go beyond the credit of somebody else.
  it('to oneself is within the credit that one gives oneself', () => {
    const own: Action = { do: 'send', client: 0, to: 0, padding: 16_000 };
    const { violation, messages, shown } = report(
      Array.from({ length: 20 }, () => own),
      { clients: 1 },
    );
    expect(violation).toBeNull();
    expect([messages, shown]).toEqual([20, 20]);
  });
});

describe('a line that all share', () => {
  const say = (client: number): Action => ({ do: 'say', client, padding: 10_000 });

  // Regression: everybody sent two long copies each 250 ms, though all that was lost was in a queue.
  it.each([
    [64, 3],
    [90, 4],
  ])('of %i kbit/s carries bulk for %i at half as much again at most', (kbit, clients) => {
    const lines = { shared: { bytesPerSecond: kbit * 125, queueBytes: 32_768 } };
    const conditions = { ...QUIET.conditions, delay: { kind: 'fixed', ms: 5 } as const, lines };
    const joins = Array.from({ length: clients }, (_, client) => join(client));
    const bulk = Array.from({ length: 4 }, () => say(clients - 1));
    const { violation, occurrences } = report(
      [create, wait(500), ...joins, wait(1_000), ...bulk, wait(60_000)],
      { clients, conditions },
    );
    expect(violation).toBeNull();
    expect(occurrences.get('queueOverflowed')).toBeGreaterThan(0);
  });
});

describe('an answer to a stranger', () => {
  // Found in a run of a million steps: the reset was held for one that nobody had asked for.
  it('may be a RESET for each late copy of a registration, once its session has ended', () => {
    // Before it: REGISTERED, REQUEST_TABLE, UPDATED_TABLE, DEREGISTER, its answer and an ACK.
    const registration: Action = { do: 'replay', back: 6, from: 'sender' };
    const late = Array.from({ length: 5 }, () => registration);
    const actions: Action[] = [{ do: 'dereg', client: 0 }, wait(500), ...late];
    const { violation, occurrences } = report(actions, { clients: 1 });
    expect(violation).toBeNull();
    expect(occurrences.get('replayInjected')).toBe(late.length);
  });
});

describe('a member that acks nothing for 15 s', () => {
  // Found in a crowd: only texts of its group were held against it.
  it('may be removed from its group for an answer', () => {
    const group = 1;
    const { violation, occurrences } = report(
      [
        { do: 'create', client: 0, group },
        { do: 'cut', client: 2, way: 'to' },
        { do: 'send', client: 2, to: 1, padding: 0 },
        { do: 'join', client: 2, group },
        wait(16_000),
      ],
      { stays: [2] },
    );
    expect(violation).toBeNull();
    expect(occurrences.get('laggardRemoved')).toBe(1);
  });
});

describe('who keeps up with its group', () => {
  const say = (client: number, padding: number): Action => ({ do: 'say', client, padding });

  // Found in a crowd: copies of what had been taken filled the window to a member, and the watch held
  // that for the work of others.
  it('is held back by what is under way to itself', () => {
    const conditions = {
      ...QUIET.conditions,
      delay: { kind: 'uniform', minMs: 2, maxMs: 20 } as const,
      lines: { shared: { bytesPerSecond: 9_608.513385882903, queueBytes: 65_536 } },
    };
    const story: Action[] = [
      create,
      { do: 'create', client: 1, group: 1 },
      ...[wait(1_000), join(0), join(2), wait(1_000), wait(86)],
      { do: 'pause', client: 1 },
      ...[say(0, 4), join(4), wait(5_121), say(2, 62), wait(100)],
      ...[say(0, 6_444), say(0, 6_306), wait(9_170)],
    ];
    const { violation } = report(story, { seed: 2_112_217_945, clients: 6, conditions });
    expect(violation).toBeNull();
  });
});

describe('rest', () => {
  it('is no rest while a user waits for an answer', () => {
    type Tell = (event: ClientEvent) => void;
    const restore = wrap(ClientMachines, 'tell', (_: unknown, tell: Tell, event: ClientEvent) => {
      if (event.type !== 'server.groupCreated') tell(event);
    })();
    try {
      const { violation } = report([create]);
      expect(violation?.promise).toBe('theWorldComesToRest');
      expect(violation?.detail).toBe('alice still waits for something');
    } finally {
      restore();
    }
  });
});
