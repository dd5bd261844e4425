/** A story of the tour as it was told, and what can be asked of it. */

import { Timeline } from '../../../src/inspector/model/timeline.ts';
import type { Flight } from '../../../src/inspector/model/types.ts';
import type { Scene } from '../../../src/inspector/tour/moments.ts';
import type { Caption, TourStory } from '../../../src/inspector/tour/story.ts';
import { place, tell } from '../../../src/inspector/tour/story.ts';
import type { Sandbox } from '../../../src/lab/sandbox/sandbox.ts';
import type { TraceStep, Violation } from '../../../src/trace/trace.ts';
import { formatLine } from '../../../src/trace/trace.ts';

const OF_TABLE: ReadonlySet<string> = new Set(['tableUpdated', 'online', 'presence']);

export class Told {
  readonly timeline = new Timeline({ arePromisesChecked: true });
  readonly lines: string[] = [];
  readonly violations: Violation[] = [];
  readonly sandbox: Sandbox;
  readonly sentences: readonly Caption[];

  constructor(story: TourStory) {
    this.sandbox = tell(story, {
      timeline: this.timeline,
      onStep: (step) => {
        this.lines.push(formatLine(step));
        this.timeline.append(JSON.parse(this.lines.at(-1) ?? '') as TraceStep);
      },
      onViolation: (violation) => this.violations.push(violation),
    });
    this.timeline.passed(this.sandbox.nowMs);
    this.sentences = place(story, this.timeline);
  }

  get steps(): TraceStep[] {
    return this.scenes.map(({ step }) => step);
  }

  get scenes(): Scene[] {
    return Array.from({ length: this.timeline.last }, (_, i) => this.scene(i + 1));
  }

  scene(position: number): Scene {
    const step = this.timeline.step(position);
    if (!step) throw new Error(`there is no step ${position}`);
    return { timeline: this.timeline, position, step };
  }

  /** What a sentence is about: the one that begins with these words. */
  about(words: string): Scene {
    const found = this.sentences.filter(({ text }) => text.startsWith(words));
    if (found.length !== 1) throw new Error(`“${words}” begins ${found.length} sentences`);
    return this.scene(found[0]?.position ?? 0);
  }

  /** In the order in which they were sent. */
  flights(test: (flight: Flight) => boolean = () => true): Flight[] {
    return this.timeline.flights(1, this.timeline.last).filter(test);
  }

  flightsOf(from: string, to: string, kind: string): Flight[] {
    return this.flights(
      (flight) =>
        flight.from === from &&
        flight.to === to &&
        flight.datagram.frames.some((frame) => frame.kind === kind),
    );
  }

  get lost(): Flight[] {
    return this.flights(({ fate }) => fate === 'lost');
  }

  /** When a datagram was sent, in milliseconds. */
  sentAtMs({ sentAt }: Flight): number {
    return this.scene(sentAt).step.atMs;
  }

  /** Everything that a user was shown up to a position, but for tables and registrations. */
  shownTo(node: string, until = this.timeline.last): unknown[] {
    return this.steps
      .slice(0, until)
      .filter((step) => step.node === node)
      .flatMap(({ notices }) => notices)
      .map((notice) => {
        const { prompt: _, ...rest } = notice as Record<string, unknown>;
        return rest;
      })
      .filter(({ kind }) => !OF_TABLE.has(String(kind)) && kind !== 'registered');
  }

  /** Who is online in each table: `{ server: 'alice bob' }`. */
  onlineAt(position: number): Record<string, string> {
    return Object.fromEntries(
      this.timeline.tablesAt(position).map(({ node, rows }) => {
        const online = rows.filter((row) => row.online).map(({ name }) => name);
        return [node, online.sort().join(' ')];
      }),
    );
  }

  /** The machine of this id, or the one that is there whose id begins so, as it is at a position. */
  machineAt(position: number, node: string, beginning: string) {
    const known = this.timeline.machineAt(position, node, beginning);
    if (known) return known;
    const found = this.timeline
      .machinesAt(position)
      .filter((each) => each.node === node && each.machine.startsWith(beginning));
    const [machine] = found;
    if (!machine || found.length > 1) throw new Error(`${found.length} begin with ${beginning}`);
    return machine;
  }
}
