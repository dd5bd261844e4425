import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SandboxLog } from '../../../src/lab/sandbox/log.ts';
import { parseSandboxLog } from '../../../src/lab/sandbox/log.ts';
import { Sandbox } from '../../../src/lab/sandbox/sandbox.ts';
import type { Violation } from '../../../src/trace/trace.ts';
import { formatLine } from '../../../src/trace/trace.ts';
import { check } from '../../support/property.ts';
import type { Move } from './moves.ts';
import { heal, make, moves, open, start } from './moves.ts';

interface Play {
  readonly sandbox: Sandbox;
  /** The steps, as they stand in a trace. */
  readonly lines: string[];
  readonly violations: Violation[];
}

type Start = Pick<SandboxLog, 'seed' | 'conditions'>;

function listener() {
  const lines: string[] = [];
  const violations: Violation[] = [];
  return {
    lines,
    violations,
    onStep: (step: Parameters<typeof formatLine>[0]) => void lines.push(formatLine(step)),
    onViolation: (violation: Violation) => void violations.push(violation),
  };
}

function play({ seed, conditions }: Start, made: readonly Move[]): Play {
  const { lines, violations, onStep, onViolation } = listener();
  const sandbox = new Sandbox({ seed, conditions, onStep, onViolation });
  open(sandbox);
  for (const move of made) make(sandbox, move);
  return { sandbox, lines, violations };
}

function performed(log: SandboxLog, untilStep?: number): Play {
  const { lines, violations, onStep, onViolation } = listener();
  const performance = Sandbox.perform(log, { onStep, onViolation }, untilStep);
  for (let next = performance.next(); ; next = performance.next()) {
    if (next.done) return { sandbox: next.value, lines, violations };
  }
}

/** As it comes out of a file. */
function throughFile(log: SandboxLog): SandboxLog {
  const read = parseSandboxLog(JSON.parse(JSON.stringify(log)));
  if (!read) throw new Error('the log of a sandbox is not read back');
  return read;
}

describe('whatever is done to a sandbox', () => {
  test('no promise is broken, then or when it has come to rest', () => {
    check(
      fc.property(start, moves, (how, made) => {
        const { sandbox, violations } = play(how, made);
        expect(violations).toEqual([]);
        heal(sandbox);
        sandbox.checkRest();
        expect(violations).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('its log tells it all: performed again it is the same, byte for byte', () => {
    check(
      fc.property(start, moves, (how, made) => {
        const { sandbox, lines } = play(how, made);
        const again = performed(throughFile(sandbox.log));
        expect(again.lines).toEqual(lines);
        expect(again.sandbox.log).toEqual(sandbox.log);
        // And both go on in the same way.
        const since = lines.length;
        for (const world of [sandbox, again.sandbox]) heal(world);
        expect(again.lines.slice(since)).toEqual(lines.slice(since));
      }),
      { numRuns: 30 },
    );
  });

  test('a fork has done the same up to its step, and nothing after it', () => {
    check(
      fc.property(start, moves, fc.double({ min: 0, max: 1, noNaN: true }), (how, made, share) => {
        const { sandbox, lines } = play(how, made);
        const step = 1 + Math.floor(share * (lines.length - 1));
        const { lines: forked, onStep } = listener();
        const fork = sandbox.fork(step, { onStep });
        expect(forked).toEqual(lines.slice(0, step));
        expect(fork.steps).toBe(step);
        expect(fork.log.deeds).toEqual(sandbox.log.deeds.slice(0, fork.log.deeds.length));
        // Deeds of the first that were done later are left out.
        const later = sandbox.log.deeds[fork.log.deeds.length];
        if (later) expect(later.step).toBeGreaterThanOrEqual(step);
        expect(fork.fork(step, { onStep: () => {} }).log).toEqual(fork.log);
      }),
      { numRuns: 30 },
    );
  });

  test('nothing is left when everybody has ended', () => {
    check(
      fc.property(start, moves, (how, made) => {
        const { sandbox } = play(how, made);
        heal(sandbox);
        for (const { node, kind } of sandbox.nodes()) {
          if (kind === 'client') sandbox.do({ do: 'interrupt', client: node });
        }
        sandbox.pass(120_000);
        expect(sandbox.nodes().filter(({ state }) => state === 'up')).toHaveLength(1);
        expect(sandbox.timers()).toEqual([]);
        expect(sandbox.flights()).toEqual([]);
        expect(sandbox.happenNext()).toBe(false);
        expect(sandbox.nextMs).toBeNull();
      }),
      { numRuns: 30 },
    );
  });
});
