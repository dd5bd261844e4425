/** The plays of the page: one is shown, others are kept to go back to. */
import { computed, signal } from '@preact/signals';
import { createActor } from 'xstate';
import type { SandboxLog } from '../../../lab/sandbox/log.ts';
import type { SandboxListener } from '../../../lab/sandbox/sandbox.ts';
import { Sandbox } from '../../../lab/sandbox/sandbox.ts';
import { sandboxLogOf, sandboxTrace } from '../../../lab/sandbox/trace.ts';
import type { Conditions } from '../../../lab/world/conditions.ts';
import { PERFECT } from '../../../lab/world/conditions.ts';
import type { TraceStep } from '../../../trace/trace.ts';
import { formatLine } from '../../../trace/trace.ts';
import type { TimelineView } from '../../model/types.ts';
import { download } from '../saved/download.ts';
import { openStory } from '../sources/stories.ts';
import { endsOf } from '../sources/trace.ts';
import { problem, selectedMachine, source, timeline } from '../state/shared.ts';
import { fileNameOf } from '../widgets/format.ts';
import { performing } from './performing.ts';
import { PlayRecord, PlaySource, plainOf } from './playSource.ts';

export interface PlayOptions {
  /** Of everything that chance decides; 1 if it is left out. */
  readonly seed?: number;
}

/** Slow enough to be watched; nothing is lost. */
const OPENING_CONDITIONS: Conditions = {
  ...PERFECT,
  delay: { kind: 'uniform', minMs: 20, maxMs: 40 },
  reorderMs: 200,
};
const OPENING_CLIENTS = ['alice', 'bob'];
/** By then they are registered and all is quiet. */
const OPENING_MS = 1_000;
/** Each holds its steps: some kilobytes for each of them. */
const MAX_BRANCHES = 8;

/** The plays that can be gone back to, in the order in which they began. */
export const branches = signal<readonly PlaySource[]>([]);
/** The play that is shown, if one is. */
export const play = computed(() => (source.value instanceof PlaySource ? source.value : null));
/** How far a play has been performed again, from 0 to 1; null if none is. */
export const performedShare = signal<number | null>(null);

const performer = createActor(performing);
performer.subscribe(({ context, value }) => {
  performedShare.value = value === 'performing' ? context.share : null;
});
performer.start();
let begun = 0;
let forked = 0;

/** A play with a server and two clients, registered. */
function createPlay({ seed = 1 }: PlayOptions = {}): PlaySource {
  const name = `play ${++begun}`;
  const created = PlaySource.begin({ name, title: name, seed, conditions: OPENING_CONDITIONS });
  for (const node of OPENING_CLIENTS) created.sandbox.do({ do: 'start', node });
  created.pass(OPENING_MS);
  keep(created);
  return created;
}

/** Begins a play and shows it; its time stands still until somebody lets it go on. */
export function openNewPlay(options?: PlayOptions): void {
  show(createPlay(options));
}

/** Shows a play that is kept. */
export function show(kept: PlaySource): void {
  openStory(kept, { position: kept.timeline.last, machine: selectedMachine.peek() });
}

/** Begins another play that is the same up to a step, and shows it. */
export function fork(parent: PlaySource, step: number): void {
  const record = new PlayRecord(parent.timeline, step);
  perform(parent.sandbox.log, step, record, (sandbox) => {
    const name = `fork ${++forked}`;
    const title = `${name}: fork of ${parent.name} at step ${step}`;
    enter(new PlaySource({ name, title, record, sandbox }));
  });
}

/** Takes up a play that was saved, where it ended. */
export function continuePlay(log: SandboxLog, title: string): void {
  const record = new PlayRecord();
  perform(log, Number.POSITIVE_INFINITY, record, (sandbox) => {
    enter(new PlaySource({ name: `play ${++begun}`, title, record, sandbox }));
  });
}

/** The play that the trace which is shown was saved from; null if it was not. */
export const savedLog = computed(() => {
  const ends = timeline.value ? endsOf(timeline.value) : null;
  return ends ? sandboxLogOf(ends.header) : null;
});

/** Hands the user the play as a trace. */
export function saveTrace({ sandbox, timeline: told, title }: PlaySource): void {
  const save = (steps: Iterable<TraceStep>) => {
    const lines = Array.from(sandboxTrace(sandbox, steps), (line) => `${formatLine(line)}\n`);
    download(`${fileNameOf(title)}.trace.jsonl`, 'application/jsonl', lines);
  };
  if (told.first === 1) {
    save(stepsOf(told));
    return;
  }
  // The oldest steps were dropped: they have to happen again.
  const steps: TraceStep[] = [];
  const listener = { onStep: (step: TraceStep) => void steps.push(plainOf(step)) };
  perform(sandbox.log, sandbox.steps, listener, () => save(steps));
}

function* stepsOf(told: TimelineView): Generator<TraceStep> {
  for (let position = told.first; position <= told.last; position++) {
    const step = told.step(position);
    if (step) yield step;
  }
}

export function cancelPerforming(): void {
  performer.send({ type: 'cancel' });
}

function perform(
  log: SandboxLog,
  untilStep: number,
  listener: SandboxListener,
  onDone: (sandbox: Sandbox) => void,
): void {
  const onFailed = (reason: string) => {
    problem.value = `The play cannot be taken up: ${reason}.`;
  };
  const steps = Math.min(untilStep, log.end.step);
  const run = Sandbox.perform(log, listener, untilStep);
  performer.send({ type: 'perform', performance: { run, steps, onDone, onFailed } });
}

function enter(performed: PlaySource): void {
  keep(performed);
  show(performed);
}

function keep(added: PlaySource): void {
  const current = source.peek();
  const all = [...branches.peek(), added];
  const surplus = all.filter((branch) => branch !== current && branch !== added);
  const dropped = new Set(surplus.slice(0, Math.max(0, all.length - MAX_BRANCHES)));
  branches.value = all.filter((branch) => !dropped.has(branch));
}
