import { describe, expect, it } from 'vitest';
import type { PageLine } from '../../../src/inspector/hubLines.ts';
import { LiveTimeline } from '../../../src/inspector/model/traces/liveTimeline.ts';
import { readTrace } from '../../../src/inspector/model/traces/readTrace.ts';
import { positionOfStep, traceLines } from '../../../src/inspector/page/saved/traceLines.ts';
import type { TraceDatagram, TraceLine, TraceStep } from '../../../src/trace/trace.ts';
import { formatLine } from '../../../src/trace/trace.ts';

const VIOLATION = { promise: 'p', sentence: 'Never.', detail: 'once', step: 2 };

describe('a story as a trace again', () => {
  it('is the trace that it was read from', async () => {
    const lines: TraceLine[] = [
      { trace: 'statechat', version: 1, source: 'lab', scenario: { seed: 7 } },
      step(1, 0, 'alice'),
      step(2, 5, 'server'),
      { end: true, steps: 2, hash: '0123456789abcdef', violation: VIOLATION },
    ];
    const { timeline, header, end } = await readTrace(bytesOf(lines));
    expect([...traceLines(timeline, { header, end })]).toEqual(lines);
  });

  it('keeps what the trace of a real process says of steps that were left out', async () => {
    const lines: TraceLine[] = [
      { trace: 'statechat', version: 1, source: 'client' },
      step(3, 0, 'alice'),
      { end: true, steps: 9, violation: null },
    ];
    const { timeline, header, end } = await readTrace(bytesOf(lines));
    const again = await readTrace(bytesOf(traceLines(timeline, { header, end })));
    expect(timeline.dropped).toBe(8);
    expect(again.timeline.dropped).toBe(8);
  });

  it('has an end of its own where promises were checked and nothing was read', async () => {
    const lines: TraceLine[] = [
      { trace: 'statechat', version: 1, source: 'lab' },
      step(1, 0, 'alice'),
      step(2, 5, 'server'),
      { end: true, steps: 2, violation: VIOLATION },
    ];
    const { timeline } = await readTrace(bytesOf(lines));
    expect([...traceLines(timeline, null)]).toEqual(lines);
  });

  it('knows where a step is, though some are missing', async () => {
    const lines: TraceLine[] = [{ trace: 'statechat', version: 1, source: 'client' }];
    for (const number of [2, 3, 7, 8, 20]) lines.push(step(number, number, 'alice'));
    const { timeline } = await readTrace(bytesOf(lines));
    const numbers = [1, 2, 3, 4, 7, 8, 9, 20, 99];
    expect(numbers.map((number) => positionOfStep(timeline, number))).toEqual([
      1, 1, 2, 3, 3, 4, 5, 5, 5,
    ]);
  });

  it('tells what became of the datagrams of real processes, where it is known', async () => {
    let nowMs = 0;
    const live = new LiveTimeline({ nowMs: () => nowMs, holdMs: 0 });
    const heard = sent(1, { checksum: 7 });
    const lost = sent(2, { checksum: 8 });
    const away = sent(3, { checksum: 9, to: '127.0.0.1 9' });
    const tellings: PageLine[] = [
      { kind: 'source', id: 1, source: source('server', 5000) },
      { kind: 'source', id: 2, source: source('alice', 6000) },
      { kind: 'step', id: 2, step: { ...step(1, 10, 'alice'), sent: [heard, lost, away] } },
      { kind: 'step', id: 1, step: step(1, 14, 'server', arrival(7)) },
      { kind: 'step', id: 1, step: step(2, 5_000, 'server') },
    ];
    for (const telling of tellings) live.take(telling);
    nowMs = 10_000;
    live.release(true);
    const lines = [...traceLines(live.timeline, null)];
    expect(lines[0]).toEqual({ trace: 'statechat', version: 1, source: 'server' });
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatchObject({ sent: [{ fate: [4] }, { fate: [] }, { fate: null }] });

    const { timeline } = await readTrace(bytesOf(lines));
    expect(timeline.flights(1, 3).map(({ fate, arrivals }) => [fate, arrivals])).toEqual([
      ['arrived', [2]],
      ['lost', []],
      ['unknown', []],
    ]);
  });
});

function step(number: number, atMs: number, node: string, cause = TIMER): TraceStep {
  return { step: number, atMs, node, cause, machines: [], notices: [], sent: [] };
}

const TIMER: TraceStep['cause'] = { kind: 'timer' };

function arrival(checksum: number): TraceStep['cause'] {
  return { kind: 'datagram', datagram: 0, from: '127.0.0.1 6000', checksum };
}

function sent(id: number, more: Partial<TraceDatagram>): TraceDatagram {
  const to = '127.0.0.1 5000';
  return { id, to, bytes: 20, number: id, tableVersion: 0, frames: [], fate: null, ...more };
}

function source(node: string, port: number) {
  return { node, kind: node === 'server' ? 'server' : 'client', port, startedAtMs: 0 } as const;
}

async function* bytesOf(lines: Iterable<TraceLine>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const line of lines) yield encoder.encode(`${formatLine(line)}\n`);
}
