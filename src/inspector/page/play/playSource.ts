/** A play as the story that the page shows: a sandbox, and the timeline that it writes. */
import { batch, signal } from '@preact/signals';
import type { Deed } from '../../../lab/sandbox/log.ts';
import type { SandboxListener, SandboxOptions } from '../../../lab/sandbox/sandbox.ts';
import { Sandbox } from '../../../lab/sandbox/sandbox.ts';
import type { TraceStep, Violation } from '../../../trace/trace.ts';
import { formatLine } from '../../../trace/trace.ts';
import { Timeline } from '../../model/timeline.ts';
import type { TimelineView } from '../../model/types.ts';
import type { Source } from '../state/shared.ts';
import { revision, seek } from '../state/shared.ts';
import { Screens } from './screens.ts';

/** Steps that are kept to be looked at; a fork from before them is not possible either. */
const CAPACITY = 100_000;
/** Steps that one frame may take, so that the page stays awake when a lot is due at once. */
const FRAME_STEPS = 1_000;

/** Takes down what a sandbox tells. */
export class PlayRecord implements SandboxListener {
  readonly timeline = new Timeline({ capacity: CAPACITY, arePromisesChecked: true });
  readonly screens = new Screens();
  private readonly known: TimelineView | null;
  private readonly knownUntil: number;

  /** @param known the story that is told again up to a step; those steps need not be copied */
  constructor(known: TimelineView | null = null, knownUntil = 0) {
    this.known = known;
    this.knownUntil = knownUntil;
  }

  onStep(step: TraceStep): void {
    const told = step.step <= this.knownUntil ? this.known?.step(step.step) : undefined;
    const plain = told ?? plainOf(step);
    this.screens.append(this.timeline.append(plain), plain);
  }

  onViolation(violation: Violation): void {
    this.timeline.violated(violation);
  }
}

/** As it would come out of a file: nothing in it changes any more, bytes are digits. */
export function plainOf(step: TraceStep): TraceStep {
  return JSON.parse(formatLine(step)) as TraceStep;
}

export interface PlayParts {
  /** Short, and its own among the plays of the page: `play 1`, `fork 2`. */
  readonly name: string;
  readonly title: string;
  readonly record: PlayRecord;
  readonly sandbox: Sandbox;
}

export class PlaySource implements Source {
  readonly kind = 'play';
  readonly name: string;
  readonly title: string;
  readonly sandbox: Sandbox;
  readonly screens: Screens;
  readonly timeline: TimelineView;
  /** Grows whenever anything is otherwise in the sandbox, be it only the time. */
  readonly changes = signal(0);
  private readonly record: PlayRecord;

  constructor({ name, title, record, sandbox }: PlayParts) {
    this.name = name;
    this.title = title;
    this.record = record;
    this.sandbox = sandbox;
    this.screens = record.screens;
    this.timeline = record.timeline;
  }

  /** Begins a play in which nothing has happened yet. */
  static begin(
    options: Pick<SandboxOptions, 'seed' | 'conditions'> & Pick<PlayParts, 'name' | 'title'>,
  ): PlaySource {
    const { name, title, seed, conditions } = options;
    const record = new PlayRecord();
    const sandbox = new Sandbox({
      seed,
      conditions,
      onStep: (step) => record.onStep(step),
      onViolation: (violation) => record.onViolation(violation),
    });
    return new PlaySource({ name, title, record, sandbox });
  }

  /**
   * Does something, and what follows at this very moment; the cursor goes to the end.
   *
   * @returns false if it cannot be done
   */
  do(deed: Deed): boolean {
    const isDone = this.sandbox.do(deed);
    if (isDone) {
      this.sandbox.pass(0, FRAME_STEPS);
      this.told();
      seek(this.timeline.last);
    }
    return isDone;
  }

  happenNext(): boolean {
    const happened = this.sandbox.happenNext();
    this.told();
    return happened;
  }

  pass(durationMs: number): void {
    this.sandbox.pass(durationMs, FRAME_STEPS);
    this.told();
  }

  private told(): void {
    const { timeline } = this.record;
    const isNews = timeline.last > this.lastTold;
    this.lastTold = timeline.last;
    timeline.passed(this.sandbox.nowMs);
    batch(() => {
      this.changes.value++;
      if (isNews) revision.value++;
    });
  }

  private lastTold = 0;
}
