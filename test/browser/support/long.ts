/** A story of any length with 50 processes: what happened once in the lab is told again and again. */
import { writeFileSync } from 'node:fs';
import type { Action } from '../../../src/lab/scenarios/scenario.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';
import type { TraceStep } from '../../../src/trace/trace.ts';
import { formatLine } from '../../../src/trace/trace.ts';
import { storyOf } from '../../inspector/support/stories.ts';

const CLIENTS = 49;
const MEETING: readonly Action[] = [
  { do: 'create', client: 0, group: 0 },
  { do: 'wait', ms: 1_000 },
  ...Array.from({ length: 8 }, (_, client): Action => ({ do: 'join', client, group: 0 })),
  { do: 'wait', ms: 1_000 },
];
const TALK: readonly Action[] = Array.from({ length: 2 * CLIENTS }, (_, i): Action[] => [
  { do: 'send', client: i, to: i * 7 + 1, padding: 10 },
  ...(i % 20 === 0 ? [{ do: 'say', client: i % 8, padding: 10 } as const] : []),
  { do: 'wait', ms: 20 },
]).flat();
const DELAY = { kind: 'uniform', minMs: 5, maxMs: 30 } as const;

/** Where a datagram's number stands in a line: as what arrived, as what was sent. */
const DATAGRAM = /(?<="datagram":|\{"id":)(\d+)(?=,"(?:from|to)")/;

/** A step whose numbers are left open. */
interface Line {
  readonly atMs: number;
  /** Texts, and between them the numbers of datagrams. */
  readonly parts: readonly string[];
}

/** Writes a trace of so many steps. */
export function writeLongTrace(path: string, steps: number): void {
  const { meeting, talk } = happenings();
  const [first, last] = [talk[0]?.atMs ?? 0, talk.at(-1)?.atMs ?? 0];
  const texts = ['{"trace":"statechat","version":1,"source":"lab"}\n'];
  const tell = ({ atMs, parts }: Line, round: number) => {
    // Apart, so that no datagram of one round arrives in another.
    const number = (part: string) => Number(part) + round * 1_000_000;
    const rest = parts.map((part, i) => (i % 2 === 1 ? number(part) : part)).join('');
    texts.push(`{"step":${texts.length},"atMs":${atMs + round * (last - first)},${rest}\n`);
  };
  for (const line of meeting) tell(line, 0);
  for (let round = 0; texts.length <= steps; round++) {
    for (const line of talk.slice(0, steps + 1 - texts.length)) tell(line, round);
  }
  texts.push(`{"end":true,"steps":${steps},"violation":null}\n`);
  writeFileSync(path, texts.join(''));
}

function happenings(): { readonly meeting: readonly Line[]; readonly talk: readonly Line[] } {
  const conditions = { ...PERFECT, delay: DELAY, lossRate: 0.02, duplicateRate: 0.01 };
  const { steps } = storyOf({
    seed: 4,
    clients: CLIENTS,
    conditions,
    actions: [...MEETING, ...TALK],
  });
  const begin = steps.findIndex(isSending);
  const isTalk = ({ atMs }: TraceStep) => atMs <= (steps[begin]?.atMs ?? 0) + 20 * 2 * CLIENTS;
  const talk = steps.slice(begin).filter(isTalk);
  return { meeting: steps.slice(0, begin).map(lineOf), talk: talk.map(lineOf) };
}

function isSending({ cause }: TraceStep): boolean {
  return cause.kind === 'command' && (cause.command as { readonly kind: string }).kind === 'send';
}

function lineOf(step: TraceStep): Line {
  const text = formatLine(step).replace(/^\{"step":\d+,"atMs":[\d.e-]+,/, '');
  return { atMs: step.atMs, parts: text.split(new RegExp(DATAGRAM, 'g')) };
}
