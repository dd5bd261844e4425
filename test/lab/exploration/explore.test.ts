/**
 * Everything that can happen to few clients within small budgets of faults; and that it is found. What
 * takes longer `.ci/run` explores by the program.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ClientTable } from '../../../src/chat/client/clientTable.ts';
import { ReceivedNumbers } from '../../../src/chat/connection/receivedNumbers.ts';
import { Inbox } from '../../../src/chat/link/inbox.ts';
import { Link } from '../../../src/chat/link/link.ts';
import type { RequestsOptions } from '../../../src/chat/server/requests.ts';
import { Requests } from '../../../src/chat/server/requests.ts';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import type { Frame } from '../../../src/chat/wire/datagram.ts';
import { canonicalState } from '../../../src/lab/exploration/canonical.ts';
import type { Choice } from '../../../src/lab/exploration/choices.ts';
import { ChoiceWorld } from '../../../src/lab/exploration/choices.ts';
import { EXPLORATIONS } from '../../../src/lab/exploration/explorations.ts';
import type { ExploreOptions } from '../../../src/lab/exploration/explore.ts';
import { explore } from '../../../src/lab/exploration/explore.ts';
import type { Naming } from '../../../src/lab/exploration/naming.ts';
import { namingsOf } from '../../../src/lab/exploration/naming.ts';
import { retrace, traceOf } from '../../../src/lab/exploration/retrace.ts';
import type { Sighting } from '../../../src/lab/promises/beat.ts';
import { seededRandom } from '../../../src/lab/world/random.ts';
import { parseTrace } from '../../../src/trace/parse.ts';
import { formatLine } from '../../../src/trace/trace.ts';

const { registration, registrations, messages, crossing, group, farewell } = EXPLORATIONS;
/** The first of the two messages alone. */
const oneMessage = { ...messages, script: messages.script.map((commands) => commands.slice(0, 1)) };
const message = { ...oneMessage, inFlight: 1 };
const PERFECT = { losses: 0, duplicates: 0, waits: 0 };
const COMMON: readonly Sighting[] = ['retransmitted', 'duplicate'];

describe('every promise is kept in every state', () => {
  test.each<[string, ExploreOptions, number, readonly Sighting[]]>([
    ['one client registers', { ...registration, waits: 0 }, 150, ['retransmitted', 'replayed']],
    ['two clients register', { ...registrations, clients: 2 }, 300, ['tablePulled', 'tableGap']],
    ['one message', message, 500, COMMON],
    ['a message that is late', { ...message, ...PERFECT, waits: 1 }, 50, ['tablePulled']],
    ['a message that is repeated', { ...message, ...PERFECT, duplicates: 1 }, 150, ['replayed']],
    ['two messages', { ...messages, ...PERFECT, inFlight: 2 }, 250, ['posted']],
    ['messages both ways', { ...crossing, ...PERFECT, inFlight: 2 }, 500, ['posted']],
    ['a group message', { ...group, ...PERFECT, inFlight: 1 }, 400, ['tablePulled']],
  ])('%s', (_name, options, atLeast, sightings) => {
    const report = explore(options);
    expect(report).toMatchObject({ end: 'exhausted', violation: null, choices: [] });
    expect(report.states).toBeGreaterThan(atLeast);
    expect(report.edges).toBeGreaterThan(report.states);
    expect(report.rests).toBeGreaterThan(10);
    expect([...report.sightings]).toEqual(expect.arrayContaining([...sightings]));
  });

  test('interchangeable clients are explored once', () => {
    const twins = { ...registrations, ...PERFECT, clients: 2 };
    const alike = explore(twins);
    // Something that changes nothing, once done, and that only one of them can do.
    const unlike = explore({ ...twins, script: [[{ kind: 'help' }]] });
    expect([alike.end, unlike.end]).toEqual(['exhausted', 'exhausted']);
    expect(unlike.states).toBeGreaterThan(3 * alike.states);
  });

  test('stops at its bounds and says so', () => {
    expect(explore({ ...farewell, maxStates: 50 })).toMatchObject({ end: 'maxStates', states: 50 });
    expect(explore({ ...farewell, maxDepth: 3 })).toMatchObject({ end: 'maxDepth', depth: 3 });
    const seen: number[] = [];
    const report = explore(farewell, ({ states }) => {
      seen.push(states);
      return false;
    });
    expect(report.end).toBe('unfinished');
    expect(seen).toEqual([report.states]);
  });

  test.each([
    ['no clients', { clients: 0 }],
    ['too many clients', { clients: 4 }],
    ['less than nothing', { losses: -1 }],
    ['no datagram', { inFlight: 0 }],
    ['a script for nobody', { clients: 1, script: [[], []] }],
    ['an opening by nobody', { clients: 1, opening: group.opening }],
  ])('refuses %s', (_name, bounds) => {
    expect(() => explore({ ...registration, ...bounds })).toThrow(RangeError);
  });

  test('refuses texts that cannot be told apart', () => {
    const once = message.script[0] ?? [];
    expect(() => explore({ ...messages, script: [[...once, ...once]] })).toThrow(RangeError);
  });
});

describe('the shortest way to a broken promise is found', () => {
  afterEach(() => vi.restoreAllMocks());

  /** Replaces how a frame is kept; gets the proper way. */
  function mutateKeep(mutant: (box: Inbox, frame: Frame, keep: (frame: Frame) => void) => void) {
    const { keep } = Inbox.prototype;
    vi.spyOn(Inbox.prototype, 'keep').mockImplementation(function (this: Inbox, frame) {
      mutant(this, frame, (kept) => keep.call(this, kept));
    });
  }

  /** What comes after a gap closes it: frames are acked that never arrived. */
  function ackBeforeStoring(): void {
    mutateKeep((_, frame, keep) => keep({ ...frame, back: 0 }));
  }

  /** How each choice reads. */
  const words = (choices: readonly Choice[]) => choices.map((choice) => choice.do).join(' ');

  test('what was taken is taken again', () => {
    const { admit } = ReceivedNumbers.prototype;
    vi.spyOn(ReceivedNumbers.prototype, 'admit').mockImplementation(function (
      this: ReceivedNumbers,
      ...args
    ) {
      admit.apply(this, args);
      return true;
    });
    mutateKeep((box, frame, keep) => {
      const isRepeated = frame.code === codeOf('PRIVATE') && frame.id < box.next;
      if (isRepeated) (box as unknown as { nextId: number }).nextId = frame.id;
      keep(frame);
    });
    const report = explore({ ...message, losses: 0, duplicates: 1 });
    expect(report.violation?.promise).toBe('shownOnce');
    expect(words(report.choices)).toBe('command duplicate deliver');
  });

  test('a frame is acked before it is stored', () => {
    ackBeforeStoring();
    const report = explore(messages);
    expect(report.violation?.promise).toBe('neverFalseReceived');
    expect(words(report.choices)).toBe('command command deliver deliver');
  });

  test('one overdue ack takes a peer offline', () => {
    const { respond } = Requests.prototype;
    vi.spyOn(Requests.prototype, 'respond').mockImplementation(function (this: Requests, ...args) {
      const [, re, request] = args;
      if (request.kind !== 'SUSPECT') return respond.apply(this, args);
      const { registry } = (this as unknown as { options: RequestsOptions }).options;
      registry.named(request.name)?.machine.send({ type: 'unreachable' });
      return { kind: 'SUSPECTED', re };
    });
    // The message and its probes, up to the end of the round.
    const report = explore({ ...message, losses: 6 });
    expect(report.violation?.promise).toBe('offlineMeansOffline');
    expect(words(report.choices)).toMatch(/^command( lose pass)+( lose)? heal$/);
  });

  test('a lost announcement is never noticed', () => {
    const { flush } = Link.prototype;
    vi.spyOn(Link.prototype, 'flush').mockImplementation(function (this: Link) {
      return flush.call(this, 0);
    });
    const report = explore({ ...registrations, clients: 2 });
    expect(report.violation?.promise).toBe('tablesConverge');
    expect(report.choices.filter((choice) => choice.do === 'lose')).toHaveLength(1);
    expect(report.choices.at(-1)).toEqual({ do: 'heal' });
  });

  test('an endpoint that throws is a violation too', () => {
    vi.spyOn(ClientTable.prototype, 'apply').mockImplementation((): never => {
      throw new Error('no page was ever applied');
    });
    const report = explore(registration);
    expect(report.violation?.promise).toBe('hostileBytesAreBoring');
    expect(report.violation?.detail).toContain('no page was ever applied');
  });

  test('as a trace that anyone can read', () => {
    ackBeforeStoring();
    const { choices, violation } = explore(messages);
    const lines = traceOf(messages, choices).map((line) => `${formatLine(line)}\n`);
    const trace = parseTrace(lines.join(''));
    expect(trace.header.scenario).toEqual({ explore: messages, choices });
    expect(trace.end?.violation).toEqual(violation);
    const sent = trace.steps.flatMap((step) => step.sent);
    const arrivals = trace.steps.flatMap(({ cause }) =>
      cause.kind === 'datagram' ? [cause.datagram] : [],
    );
    for (const { id, fate } of sent) {
      expect(fate).toHaveLength(arrivals.filter((arrival) => arrival === id).length);
    }
    // The first message is on its way still.
    const left = sent.filter(({ fate }) => fate?.length === 0);
    expect(left).toMatchObject([{ frames: [{ kind: 'PRIVATE', packet: { text: 'one' } }] }]);
  });

  test('and the same path breaks nothing once the bug is mended', () => {
    ackBeforeStoring();
    const { choices } = explore(messages);
    vi.restoreAllMocks();
    expect(retrace(messages, choices, () => {})).toBeNull();
  });
});

test('states that are held for equal have the same futures', () => {
  const options = { ...crossing, duplicates: 1, waits: 1 };
  const [naming] = namingsOf(options) as [Naming];
  const random = seededRandom(7);
  const futures = new Map<string, string>();
  let meetings = 0;
  for (let walk = 0; walk < 200; walk++) {
    const world = new ChoiceWorld(options);
    let { text, datagrams } = canonicalState(world, naming);
    for (let step = 0; step < 25; step++) {
      const choices = world.choices(datagrams);
      const chosen = Math.floor(random() * choices.length);
      const crossroads = `${chosen} of ${world.budget} ${text}`;
      world.choose(choices[chosen] as Choice);
      ({ text, datagrams } = canonicalState(world, naming));
      if (futures.has(crossroads)) meetings++;
      else futures.set(crossroads, text);
      expect(text).toBe(futures.get(crossroads));
    }
  }
  expect(meetings).toBeGreaterThan(1_000);
});

test('a world is repeated to the bit', () => {
  const options = { ...message, waits: 2 };
  const choices: Choice[] = [{ do: 'command', client: 0 }, { do: 'pass' }, { do: 'pass' }];
  const traces = [1, 2].map(() => traceOf(options, choices).map(formatLine));
  expect(traces[0]).toEqual(traces[1]);
  expect(() => new ChoiceWorld(options).choose({ do: 'deliver', datagram: 1 })).toThrow(RangeError);
});
