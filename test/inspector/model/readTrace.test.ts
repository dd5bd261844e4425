import { describe, expect, test } from 'vitest';
import type { ReadingOptions } from '../../../src/inspector/model/traces/readTrace.ts';
import { readTrace } from '../../../src/inspector/model/traces/readTrace.ts';
import { PROMISES } from '../../../src/lab/promises/promises.ts';
import { parseTrace } from '../../../src/trace/parse.ts';
import type { TraceHeader, TraceLine } from '../../../src/trace/trace.ts';
import { formatLine, TRACE_VERSION } from '../../../src/trace/trace.ts';
import { datagram, step } from '../../support/steps.ts';
import { drawnStory, traceTextOf } from '../support/stories.ts';

const LAB: TraceHeader = { trace: 'statechat', version: TRACE_VERSION, source: 'lab' };
const CLIENT: TraceHeader = { ...LAB, source: 'client' };
const END = { end: true, steps: 2, violation: null } as const;

function textOf(...lines: readonly TraceLine[]): string {
  return lines.map((line) => `${formatLine(line)}\n`).join('');
}

const WHOLE = textOf(LAB, step({ step: 1 }), step({ step: 2, node: 'Zoë' }), END);

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function read(text: string, options: ReadingOptions = {}, size = 7) {
  return readTrace(pieces(text, size), { pause: async () => {}, ...options });
}

function errorOf(text: string): string {
  try {
    parseTrace(text);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a trace', () => {
  test.each([1, 2, 3, 64, 100_000])('is the same in pieces of %d bytes', async (size) => {
    const { timeline, end, header, problem } = await read(WHOLE, {}, size);
    const trace = parseTrace(WHOLE);
    expect([timeline.step(1), timeline.step(2), timeline.last]).toEqual([...trace.steps, 2]);
    expect({ header, end, problem }).toEqual({
      header: trace.header,
      end: trace.end,
      problem: null,
    });
  });

  test('of the lab is read whole, with its promises', async () => {
    const story = drawnStory({ seed: 1, profile: 'stormy', clients: 3, actions: 20 });
    const text = traceTextOf(story);
    const { timeline, end } = await read(text, {}, 65_536);
    const { steps } = parseTrace(text);
    expect(steps.map((_, i) => timeline.step(i + 1))).toEqual(steps);
    expect(end?.hash).toBe(story.report.hash);
    expect(timeline.promisesAt(1).every(({ state }) => state === 'kept')).toBe(true);
  });

  test('may come as a stream', async () => {
    const text = new TextEncoder().encode(WHOLE);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(text.subarray(0, 100));
        controller.enqueue(text.subarray(100));
        controller.close();
      },
    });
    expect((await readTrace(stream)).timeline.last).toBe(2);
  });

  test('tells which promise is broken', async () => {
    const sentence = PROMISES.shownOnce;
    const violation = { promise: 'shownOnce', sentence, detail: 'twice', step: 2 };
    const { timeline } = await read(
      textOf(LAB, step({ step: 1 }), step({ step: 2 }), { ...END, violation }),
    );
    const light = (position: number) =>
      timeline.promisesAt(position).find(({ promise }) => promise === 'shownOnce');
    expect(light(1)).toMatchObject({ state: 'kept', violation: null });
    expect(light(2)).toMatchObject({ state: 'broken', violation });
  });
});

describe('a trace of a real process', () => {
  test('may have no end, and gaps that are counted', async () => {
    const lines = [CLIENT, step({ step: 3 }), step({ step: 7 })];
    const open = await read(textOf(...lines));
    expect([open.problem, open.end, open.timeline.last, open.timeline.dropped]).toEqual([
      null,
      null,
      2,
      5,
    ]);
    const closed = await read(textOf(...lines, { ...END, steps: 10 }));
    expect(closed.timeline.dropped).toBe(8);
    expect(new Set(closed.timeline.promisesAt(2).map(({ state }) => state))).toEqual(
      new Set(['unchecked']),
    );
  });

  test('knows what it sent to itself by its checksum', async () => {
    const sent = datagram(5, '::1 6000', null, { checksum: 77 });
    const cause = { kind: 'datagram', datagram: 0, from: '::1 6000', checksum: 77 } as const;
    const { timeline } = await read(
      textOf(CLIENT, step({ step: 1, sent: [sent] }), step({ step: 2, cause })),
    );
    expect(timeline.flight(5)).toMatchObject({ arrivals: [2], fate: 'arrived' });
    expect(timeline.event(2)?.title).toBe('alice gets #5 from alice: KEEPALIVE');
  });
});

describe('what is no complete trace', () => {
  const [first = '', second = ''] = WHOLE.split('\n');
  const noTraces = [
    '',
    '\n',
    'hello',
    'hello\n',
    '\ufeff'.concat(WHOLE),
    '{"trace":"statechat","version":9}\n',
    first,
  ];

  test.each(noTraces)('nothing to show: %j', async (text) => {
    await expect(read(text)).rejects.toThrow(errorOf(text));
  });

  test.each([
    [`${first}\n`, 0],
    [`${first}\n${second}\n`, 1],
    [WHOLE.slice(0, -1), 2],
    [WHOLE.slice(0, -5), 2],
    [`${first}\n${second}\nhello\n${second}\n`, 1],
    [`${first}\n${second}\n{}\n`, 1],
    [`${WHOLE}${second}\n`, 2],
  ])('some steps to show: %j', async (text, steps) => {
    const { problem, timeline } = await read(text);
    expect(problem?.message).toBe(errorOf(text));
    expect(timeline.last).toBe(steps);
  });

  test('a foreign file of one endless line does not fill the memory', async () => {
    let chunks = 0;
    async function* endless() {
      for (; chunks < 1_000; chunks++) yield new Uint8Array(2 ** 20).fill(65);
    }
    await expect(readTrace(endless())).rejects.toThrow('this is not a statechat trace');
    expect(chunks).toBeLessThan(40);
  });

  test('an error of the source is its own', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* pieces(WHOLE, 100);
      throw new RangeError('the wire is cut');
    }
    await expect(readTrace(broken())).rejects.toThrow(RangeError);
  });
});

describe('while it is read', () => {
  const many = textOf(LAB, ...Array.from({ length: 100 }, (_, i) => step({ step: i + 1 })), {
    ...END,
    steps: 100,
  });

  test('the page has its turn every 10 ms, and is told how far it is', async () => {
    let nowMs = 0;
    const told: number[] = [];
    let pauses = 0;
    await read(many, {
      nowMs: () => nowMs++,
      pause: async () => {
        pauses++;
      },
      onProgress: ({ bytes, steps }) => {
        told.push(steps);
        expect(bytes).toBeLessThanOrEqual(many.length);
      },
    });
    // 102 lines, and the clock goes on by 1 ms with each.
    expect(pauses).toBeGreaterThanOrEqual(8);
    expect(pauses).toBeLessThanOrEqual(11);
    expect(told).toHaveLength(pauses + 1);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(100);
  });

  test('it can be given up', async () => {
    let nowMs = 0;
    const controller = new AbortController();
    const reading = read(many, {
      nowMs: () => {
        nowMs += 20;
        return nowMs;
      },
      signal: controller.signal,
      pause: async () => controller.abort(new Error('another one')),
    });
    await expect(reading).rejects.toThrow('another one');
  });

  test('others have their turn by default', async () => {
    let nowMs = 0;
    let hadTurn = false;
    setImmediate(() => {
      hadTurn = true;
    });
    await readTrace(pieces(many, 50), {
      nowMs: () => {
        nowMs += 20;
        return nowMs;
      },
    });
    expect(hadTurn).toBe(true);
  });
});
