/** Random things to do to a sandbox. What they are done to is chosen among what there is then. */
import fc from 'fast-check';
import type { Command } from '../../../machines/vocabulary.ts';
import type { Deed } from '../../../src/lab/sandbox/log.ts';
import type { Sandbox } from '../../../src/lab/sandbox/sandbox.ts';
import type { Conditions } from '../../../src/lab/world/conditions.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';

export type Move =
  | { readonly move: 'pass'; readonly ms: number }
  | { readonly move: 'next' }
  | {
      readonly move: Deed['do'];
      readonly pick: number;
      readonly other: number;
      readonly ms: number;
    }
  | { readonly move: 'type'; readonly pick: number; readonly command: Command }
  | { readonly move: 'weather'; readonly conditions: Conditions };

const NAMES = ['alice', 'bob', 'carol'];
/** A few words, so that they are often the same. */
const text = fc.constantFrom('hi', 'hi', 'yes', 'no', 'well');
const name = fc.constantFrom(...NAMES, 'nobody');
const group = fc.constantFrom('g', 'h');

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), to: name, text }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send_group' as const), text }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('create_group' as const), group }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('join_group' as const), group }) },
  { weight: 2, arbitrary: fc.constant<Command>({ kind: 'leave_group' }) },
  { weight: 1, arbitrary: fc.constant<Command>({ kind: 'list_groups' }) },
  { weight: 1, arbitrary: fc.constant<Command>({ kind: 'list_members' }) },
  { weight: 1, arbitrary: fc.constant<Command>({ kind: 'table' }) },
  { weight: 1, arbitrary: fc.constant<Command>({ kind: 'unknown', hint: '' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Command>(
      { kind: 'send', to: 'bob', text: 'x'.repeat(17_000) },
      { kind: 'send', to: 'alice', text: '\ud800' },
      { kind: 'send_group', text: '' },
    ),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('dereg' as const), name }) },
);

const conditions: fc.Arbitrary<Conditions> = fc.record({
  lossRate: fc.constantFrom(0, 0, 0.1, 0.3),
  duplicateRate: fc.constantFrom(0, 0, 0.2),
  reorderRate: fc.constantFrom(0, 0, 0.2),
  reorderMs: fc.constantFrom(50, 400),
  corruptRate: fc.constantFrom(0, 0, 0.05),
  delay: fc.constantFrom<Conditions['delay'][]>(
    { kind: 'fixed', ms: 1 },
    { kind: 'fixed', ms: 150 },
    { kind: 'uniform', minMs: 5, maxMs: 60 },
    { kind: 'exponential', minMs: 1, meanMs: 30 },
  ),
  bytesPerSecond: fc.constantFrom(null, null, 100_000),
});

function deed(...moves: Deed['do'][]): fc.Arbitrary<Move> {
  return fc.record({
    move: fc.constantFrom(...moves),
    pick: fc.nat(9),
    other: fc.nat(3),
    ms: fc.nat(600),
  });
}

const passing = fc.record({
  move: fc.constant('pass' as const),
  ms: fc.oneof(fc.nat(80), fc.nat(700), fc.nat(9_000)),
});
const typing = fc.record({ move: fc.constant('type' as const), pick: fc.nat(2), command });
const weather = fc.record({ move: fc.constant('weather' as const), conditions });

/** Moves after which nothing is as it should be. */
export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    { weight: 30, arbitrary: passing },
    { weight: 20, arbitrary: fc.constant<Move>({ move: 'next' }) },
    { weight: 40, arbitrary: typing },
    { weight: 25, arbitrary: deed('drop', 'duplicate', 'delay', 'deliver') },
    { weight: 12, arbitrary: deed('fire') },
    { weight: 8, arbitrary: deed('cut', 'mend') },
    { weight: 12, arbitrary: deed('start', 'resume') },
    { weight: 6, arbitrary: deed('kill', 'pause', 'suspend') },
    { weight: 2, arbitrary: deed('interrupt') },
    { weight: 4, arbitrary: weather },
  ),
  { maxLength: 60, size: 'max' },
);

export const start = fc.record({
  seed: fc.nat(999),
  conditions: fc.oneof(
    { weight: 1, arbitrary: fc.constant(PERFECT) },
    { weight: 1, arbitrary: conditions },
  ),
});

/** Starts the clients and gives them time to register. */
export function open(sandbox: Sandbox): void {
  for (const node of NAMES) sandbox.do({ do: 'start', node });
  sandbox.pass(1_500);
}

export function make(sandbox: Sandbox, move: Move): void {
  switch (move.move) {
    case 'pass':
      sandbox.pass(move.ms);
      return;
    case 'next':
      sandbox.happenNext();
      return;
    case 'type':
      sandbox.do({ do: 'command', client: NAMES[move.pick] ?? '', command: move.command });
      return;
    case 'weather':
      sandbox.do({ do: 'conditions', conditions: move.conditions });
      return;
    default: {
      const deed = deedOf(sandbox, move);
      if (deed) sandbox.do(deed);
    }
  }
}

function deedOf(
  sandbox: Sandbox,
  { move, pick, other, ms }: Extract<Move, { pick: number; other: number }>,
): Deed | null {
  const nodes = ['server', ...NAMES];
  // The server is one of ten: without it there is not much of a story.
  const node = nodes[pick] ?? NAMES[pick % NAMES.length] ?? '';
  switch (move) {
    case 'start':
    case 'kill':
    case 'pause':
    case 'suspend':
    case 'resume':
      return { do: move, node };
    case 'interrupt':
      return { do: move, client: node };
    case 'cut':
    case 'mend':
      return { do: move, node, from: other === 0 ? null : (nodes[other] ?? null) };
    case 'fire': {
      const timers = sandbox.timers();
      const timer = timers[pick % timers.length];
      return timer ? { do: 'fire', timer: timer.id } : null;
    }
    default: {
      const flights = sandbox.flights();
      const flight = flights[pick % flights.length];
      return flight ? ({ do: move, datagram: flight.id, ms } as Deed) : null;
    }
  }
}

/** Whatever was done is undone, and nothing goes wrong any more. */
export function heal(sandbox: Sandbox): void {
  sandbox.do({ do: 'conditions', conditions: PERFECT });
  for (const { node, cutFrom, state } of sandbox.nodes()) {
    for (const from of cutFrom) sandbox.do({ do: 'mend', node, from });
    if (node === 'server') sandbox.do({ do: 'start', node });
    if (state === 'paused' || state === 'suspended') sandbox.do({ do: 'resume', node });
  }
  sandbox.pass(60_000);
}
