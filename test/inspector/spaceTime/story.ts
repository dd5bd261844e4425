/** Small stories for the tests of the space-time diagram. */

import type { Timeline } from '../../../src/inspector/model/timeline.ts';
import type { TimelineView } from '../../../src/inspector/model/types.ts';
import { Columns } from '../../../src/inspector/page/views/spaceTime/layout/lanes.ts';
import type { LayoutInput } from '../../../src/inspector/page/views/spaceTime/layout/layout.ts';
import { layOut } from '../../../src/inspector/page/views/spaceTime/layout/layout.ts';
import { placeLanes } from '../../../src/inspector/page/views/spaceTime/layout/places.ts';
import { stepScale } from '../../../src/inspector/page/views/spaceTime/layout/scale.ts';
import type { Figure } from '../../../src/inspector/page/views/spaceTime/layout/shapes.ts';
import { SpaceTimeIndex } from '../../../src/inspector/page/views/spaceTime/layout/storyIndex.ts';
import { drawScenario } from '../../../src/lab/scenarios/draw.ts';
import { runScenario } from '../../../src/lab/scenarios/run.ts';
import type { Cause, TraceDatagram, TraceFrame, TraceStep } from '../../../src/trace/trace.ts';
import { datagram, step } from '../../support/steps.ts';
import { timelineOf } from '../support/timeline.ts';

const ADDRESSES: Readonly<Record<string, string>> = {
  server: '10.0.0.1 5000',
  alice: '10.0.1.1 6000',
  bob: '10.0.1.2 6000',
};

type Rest = Partial<Pick<TraceStep, 'machines' | 'notices' | 'sent'>>;

/** A story that is written down step by step; it numbers them. */
export class Story {
  readonly steps: TraceStep[] = [];
  private datagrams = 0;

  /** @returns the position of the step */
  step(atMs: number, node: string, cause: Cause, rest: Rest = {}): number {
    return this.steps.push(step({ step: this.steps.length + 1, atMs, node, cause, ...rest }));
  }

  /** A datagram that leaves in a step of its own. */
  send(atMs: number, from: string, to: string, frames: TraceFrame[], fate: number[] | null) {
    const datagram = this.datagram(to, frames, fate);
    const position = this.step(atMs, from, { kind: 'flush' }, { sent: [datagram] });
    return { position, id: datagram.id };
  }

  datagram(to: string, frames: TraceFrame[], fate: number[] | null): TraceDatagram {
    const id = ++this.datagrams;
    return datagram(id, ADDRESSES[to] ?? to, fate, { bytes: 40, frames });
  }

  arrive(atMs: number, node: string, from: string, datagram: number): number {
    return this.step(atMs, node, { kind: 'datagram', datagram, from: ADDRESSES[from] ?? from });
  }

  timeline(capacity?: number): Timeline {
    return timelineOf(this.steps, capacity === undefined ? {} : { capacity });
  }
}

export const START: Cause = { kind: 'start' };
export const TIMER: Cause = { kind: 'timer' };
export const FLUSH: Cause = { kind: 'flush' };
export const PING: TraceFrame[] = [{ kind: 'PRIVATE_MESSAGE', id: 3 }];

/** Everybody is there and has been heard from, so that all addresses are known; at 0 ms. */
export function greeting(): Story {
  const story = new Story();
  for (const name of ['alice', 'bob']) {
    story.step(0, name, START);
    const { id } = story.send(0, name, 'server', [{ kind: 'KEEPALIVE', id: 0 }], [1]);
    story.arrive(1, 'server', name, id);
    const answer = story.send(1, 'server', name, [{ kind: 'ACK', id: 0 }], [1]);
    story.arrive(2, name, 'server', answer.id);
  }
  return story;
}

/** A story of the lab. */
export function labSteps(seed: number, clients: number, actions: number): TraceStep[] {
  const steps: TraceStep[] = [];
  const scenario = drawScenario({ seed, profile: 'hostile', clients, actions });
  runScenario(scenario, { onStep: (step) => steps.push(step) });
  return steps;
}

const LINE_PX = 24;

/** All that the layout needs, for the whole story. */
export function inputOf(timeline: TimelineView, linePx = LINE_PX): LayoutInput {
  const index = new SpaceTimeIndex(timeline);
  const scale = stepScale(timeline, index, linePx);
  const nodes = timeline.lanes.map(({ node }) => node);
  const lanes = placeLanes(nodes, 200);
  const window = { fromPx: 0, toPx: scale.heightPx };
  return { timeline, index, scale, lanes, columns: new Columns(), window };
}

export function figuresOf(timeline: TimelineView, linePx = LINE_PX): readonly Figure[] {
  return layOut(inputOf(timeline, linePx)).figures;
}

export function arrowOf(timeline: TimelineView, flight: number): Figure {
  const arrow = figuresOf(timeline).find((figure) => figure.flight === flight);
  if (!arrow) throw new Error(`datagram ${flight} is not drawn`);
  return arrow;
}

/** Its shapes of one class. */
export function shapesOf(figure: Figure, className: string) {
  return figure.shapes.filter((shape) => shape.className.split(' ').includes(className));
}

/** Where a line ends. */
export function endOf(figure: Figure, which = 0): readonly [x: number, y: number] {
  const shape = shapesOf(figure, 'spaceTime-stroke')[which];
  const match = shape?.tag === 'path' ? /L([-\d.]+) ([-\d.]+)$/.exec(shape.d) : null;
  if (!match) throw new Error('there is no such line');
  return [Number(match[1]), Number(match[2])];
}
