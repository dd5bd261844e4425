import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createActor } from 'xstate';
import { performing } from '../../../src/inspector/page/play/performing.ts';
import { PlayRecord, PlaySource } from '../../../src/inspector/page/play/playSource.ts';
import { cursor, revision, source } from '../../../src/inspector/page/state/shared.ts';
import { Sandbox } from '../../../src/lab/sandbox/sandbox.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';
import { formatLine } from '../../../src/trace/trace.ts';

function begin(): PlaySource {
  const conditions = { ...PERFECT, delay: { kind: 'fixed', ms: 10 } } as const;
  const play = PlaySource.begin({ name: 'play 1', title: 'play 1', seed: 1, conditions });
  source.value = play;
  for (const node of ['alice', 'bob']) play.do({ do: 'start', node });
  play.pass(1_000);
  return play;
}

const send = (text: string) =>
  ({ do: 'command', client: 'alice', command: { kind: 'send', to: 'bob', text } }) as const;

afterEach(() => {
  source.value = null;
});

describe('a play as a story', () => {
  test('grows by what is done, and the cursor goes along', () => {
    const play = begin();
    const before = { last: play.timeline.last, revision: revision.value };
    expect(play.do(send('hello'))).toBe(true);
    // The command, and the end of the turn in which the datagram leaves.
    expect(play.timeline.last).toBe(before.last + 2);
    expect(cursor.value).toBe(play.timeline.last);
    expect(revision.value).toBeGreaterThan(before.revision);
    expect(play.sandbox.flights()).toHaveLength(1);
  });

  test('does not grow by what cannot be done', () => {
    const play = begin();
    const { last } = play.timeline;
    expect(play.do({ do: 'drop', datagram: 999 })).toBe(false);
    expect(play.timeline.last).toBe(last);
  });

  test('goes on by itself, step by step or for a while', () => {
    const play = begin();
    play.do(send('hello'));
    const { last } = play.timeline;
    expect(play.happenNext()).toBe(true);
    expect(play.timeline.last).toBe(last + 1);
    expect(play.timeline.step(last + 1)?.cause).toMatchObject({ kind: 'datagram' });
    play.pass(100);
    expect(play.screens.at('alice', play.timeline.last, 1)).toMatchObject([
      { text: '>>> [Message received by bob.]' },
    ]);
  });

  test('tells of time that passes without a step, but not as a growth', () => {
    const play = begin();
    const before = { changes: play.changes.value, revision: revision.value };
    play.pass(1);
    expect(play.changes.value).toBe(before.changes + 1);
    expect(revision.value).toBe(before.revision);
  });

  test('holds its steps as they would come out of a file', () => {
    const play = begin();
    for (let position = 1; position <= play.timeline.last; position++) {
      const step = play.timeline.step(position);
      expect(JSON.parse(JSON.stringify(step))).toEqual(step);
    }
    expect(JSON.stringify(play.timeline.step(play.timeline.last))).not.toContain('"0":');
  });

  test('is the same timeline up to a fork, and shares its steps', () => {
    const play = begin();
    play.do(send('hello'));
    play.pass(100);
    const step = play.timeline.last - 3;
    const record = new PlayRecord(play.timeline, step);
    const fork = play.sandbox.fork(step, record);
    expect(record.timeline.last).toBe(step);
    for (let position = 1; position <= step; position++) {
      expect(record.timeline.step(position)).toBe(play.timeline.step(position));
    }
    // Found in the page: the fork showed what its parent had done from there on.
    fork.do({ do: 'kill', node: 'bob' });
    expect(record.timeline.step(step + 1)?.cause).toMatchObject({ kind: 'fault', fault: 'kill' });
    expect(play.timeline.step(step + 1)?.cause).not.toMatchObject({ fault: 'kill' });
  });
});

describe('a play that is performed again', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  function performedAgain(play: PlaySource, log = play.sandbox.log) {
    const lines: string[] = [];
    const done: Sandbox[] = [];
    const failed: string[] = [];
    const run = Sandbox.perform(log, { onStep: (step) => void lines.push(formatLine(step)) });
    const performance = {
      run,
      steps: log.end.step,
      onDone: (sandbox: Sandbox) => void done.push(sandbox),
      onFailed: (reason: string) => void failed.push(reason),
    };
    const actor = createActor(performing).start();
    actor.send({ type: 'perform', performance });
    return { actor, lines, done, failed };
  }

  test('is done in slices, tells how far it is, and hands over what came out', async () => {
    const play = begin();
    for (let i = 0; i < 100; i++) {
      play.do(send(`${i}`));
      play.pass(1_000);
    }
    // Each look at the clock finds a whole slice gone: a slice is 256 things that happen.
    let nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 1_000));
    const { actor, done, lines } = performedAgain(play);
    const shares: number[] = [];
    actor.subscribe(({ context }) => void shares.push(context.share));
    expect(actor.getSnapshot().value).toBe('performing');
    expect(lines).toEqual([]);
    await vi.runAllTimersAsync();
    expect(actor.getSnapshot()).toMatchObject({ value: 'idle', context: { performance: null } });
    expect(done).toHaveLength(1);
    expect(done[0]?.log).toEqual(play.sandbox.log);
    const told = shares.filter((share) => share > 0);
    expect(told.length).toBeGreaterThan(1);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  test('stops when somebody thinks better of it', async () => {
    const { actor, done, failed, lines } = performedAgain(begin());
    actor.send({ type: 'cancel' });
    await vi.runAllTimersAsync();
    expect(actor.getSnapshot().value).toBe('idle');
    expect({ done, failed, lines }).toEqual({ done: [], failed: [], lines: [] });
  });

  test('says why it cannot be done', async () => {
    const play = begin();
    const { log } = play.sandbox;
    const { actor, done, failed } = performedAgain(play, { ...log, end: { ...log.end, step: 7 } });
    await vi.runAllTimersAsync();
    expect(actor.getSnapshot().value).toBe('idle');
    expect(done).toEqual([]);
    expect(failed).toEqual(['the log is of another version of the program: step 7 was elsewhere']);
  });
});
