import { readFileSync } from 'node:fs';
import { parseTrace } from '../../src/trace/parse.ts';
import type { Trace, TraceEnd, TraceHeader, TraceLine, TraceStep } from '../../src/trace/trace.ts';
import { formatLine } from '../../src/trace/trace.ts';

export const HEADER: TraceHeader = { trace: 'statechat', version: 1, source: 'lab' };

/** Bob's greeting to alice, the first time in vain. */
export const STEPS: readonly TraceStep[] = [
  {
    step: 1,
    atMs: 12.5,
    node: 'bob',
    cause: { kind: 'command', command: { kind: 'send', to: 'alice', text: 'hi' } },
    machines: [
      {
        machine: 'client:bob',
        event: { type: 'command.send' },
        from: { online: { mode: { nonGroup: 'ready' }, table: 'synced' } },
        to: { online: { mode: { nonGroup: 'ready' }, table: 'synced' } },
        taken: ['client.online.mode.nonGroup|command.send|2'],
        effects: [{ type: 'sendPrivate', to: 'alice', text: 'hi' }],
        context: {},
      },
      {
        machine: 'ackWait:alice:1',
        event: { type: 'xstate.init' },
        from: null,
        to: 'waiting',
        taken: [],
        effects: [{ type: 'transmit' }],
        context: {},
      },
    ],
    notices: [],
    sent: [],
  },
  {
    step: 2,
    atMs: 12.5,
    node: 'bob',
    cause: { kind: 'flush' },
    machines: [],
    notices: [],
    sent: [datagram(1, '10.0.1.1 6000', 'PRIVATE', 1, { kind: 'PRIVATE', text: 'hi' }, [])],
  },
  {
    step: 3,
    atMs: 100,
    node: 'bob',
    cause: { kind: 'timer' },
    machines: [
      {
        machine: 'ackWait:alice:1',
        event: { type: 'xstate.after.scheduledWait.ackWait.waiting' },
        from: 'waiting',
        to: 'retrying',
        taken: ['ackWait.waiting|xstate.after.scheduledWait.ackWait.waiting|1'],
        effects: [{ type: 'overdue' }, { type: 'transmit' }],
        context: {},
      },
    ],
    notices: [],
    sent: [datagram(2, '10.0.1.1 6000', 'PRIVATE', 1, { kind: 'PRIVATE', text: 'hi' }, [5, 7.25])],
  },
  {
    step: 4,
    atMs: 105,
    node: 'alice',
    cause: { kind: 'datagram', datagram: 2, from: '10.0.1.2 6000' },
    machines: [
      {
        machine: 'client:alice',
        event: { type: 'private.arrived' },
        from: { online: { mode: { nonGroup: 'ready' }, table: 'synced' } },
        to: { online: { mode: { nonGroup: 'ready' }, table: 'synced' } },
        taken: [],
        effects: [],
        context: {},
      },
    ],
    notices: [{ kind: 'privateMessage', message: { from: 'bob', text: 'hi' }, prompt: null }],
    sent: [datagram(3, '10.0.1.2 6000', 'ACK', 0, { kind: 'ACK' }, [1])],
  },
  {
    step: 5,
    atMs: 106,
    node: 'bob',
    cause: { kind: 'datagram', datagram: 3, from: '10.0.1.1 6000' },
    machines: [
      {
        machine: 'client:bob',
        event: { type: 'server.reset' },
        from: { online: { mode: { nonGroup: 'ready' }, table: 'synced' } },
        to: { online: { mode: { group: 'ready' }, table: 'fetching' } },
        taken: ['x'],
        effects: [],
        context: {},
      },
    ],
    notices: [{ kind: 'received', by: 'alice', prompt: 'tea' }],
    sent: [],
  },
  {
    step: 6,
    atMs: 2_000,
    node: 'bob',
    cause: { kind: 'fault', fault: 'kill' },
    machines: [],
    notices: [],
    sent: [],
  },
];

export const END: TraceEnd = {
  end: true,
  steps: 6,
  violation: {
    promise: 'shownOnce',
    sentence: 'A message is shown to its recipient at most once.',
    detail: 'alice was shown hi twice',
    step: 6,
  },
};

/** The text of a trace file. */
export function textOf(...lines: readonly TraceLine[]): string {
  return lines.map((line) => `${formatLine(line)}\n`).join('');
}

/** All of a trace file at once. */
export function readWhole(path: string): Trace {
  return parseTrace(readFileSync(path, 'utf8'));
}

function datagram(
  id: number,
  to: string,
  kind: string,
  frame: number,
  packet: unknown,
  fate: readonly number[],
) {
  const frames = [{ kind, id: frame, packet }];
  return { id, to, bytes: 40, number: id, tableVersion: 1, frames, fate };
}
