/** Which steps pass a filter. What was looked through once is not looked through again. */
import { firstWhere } from '../../../chat/bisect.ts';
import type { TraceStep } from '../../../trace/trace.ts';
import type { EventFilter } from '../types.ts';
import type { Lookup } from './text.ts';
import { chartsOf, isEventful, mentions } from './text.ts';

/** Filters whose results are kept. */
const MAX_FILTERS = 8;
interface Result {
  /** The filter but for its text. */
  readonly frame: string;
  readonly needle: string;
  positions: number[];
  /** Position up to which it was looked. */
  until: number;
  readonly passes: (step: TraceStep, position: number) => boolean;
}

/** The steps to search, each under its position. */
export interface Steps extends Lookup {
  readonly first: number;
  readonly last: number;
  step(position: number): TraceStep | undefined;
}

export class Search {
  private readonly steps: Steps;
  /** Those that were asked for last stand last. */
  private results: Result[] = [];

  constructor(steps: Steps) {
    this.steps = steps;
  }

  matching(filter: EventFilter): readonly number[] {
    const result = this.resultOf(filter);
    const { first, last } = this.steps;
    forgetBefore(first, result.positions);
    for (let position = Math.max(first, result.until + 1); position <= last; position++) {
      this.look(result, position);
    }
    result.until = last;
    return result.positions;
  }

  private look(result: Result, position: number): void {
    const step = this.steps.step(position);
    if (step && result.passes(step, position)) result.positions.push(position);
  }

  private resultOf(filter: EventFilter): Result {
    const frame = frameOf(filter);
    const needle = filter.text.toLowerCase();
    const isAsked = (other: Result) => other.frame === frame && other.needle === needle;
    const known = this.results.find(isAsked);
    const result = known ?? this.refined(frame, needle, filter);
    this.results = [...this.results.filter((other) => other !== known), result].slice(-MAX_FILTERS);
    return result;
  }

  /** Only what passed a shorter text can pass a longer one. */
  private refined(frame: string, needle: string, filter: EventFilter): Result {
    const result: Result = {
      frame,
      needle,
      positions: [],
      until: 0,
      passes: this.testOf(filter, needle),
    };
    const wider = this.results.filter((other) => {
      return other.frame === frame && needle.includes(other.needle);
    });
    const best = wider.sort((a, b) => a.positions.length - b.positions.length)[0];
    if (!best) return result;
    for (const position of best.positions) this.look(result, position);
    result.until = best.until;
    return result;
  }

  private testOf(filter: EventFilter, needle: string): Result['passes'] {
    const { nodes, kinds, charts, onlyChanges } = filter;
    const holds = testFor(needle);
    return (step, position) =>
      (nodes.size === 0 || nodes.has(step.node)) &&
      (kinds.size === 0 || kinds.has(step.cause.kind)) &&
      (charts.size === 0 || chartsOf(step).some((chart) => charts.has(chart))) &&
      (!onlyChanges || isEventful(step)) &&
      (needle === '' || mentions(position, step, this.steps, holds));
  }
}

/** Whether a text holds the needle, without regard to case. */
function testFor(needle: string): (text: string) => boolean {
  // Several times as fast as to change the case of each text.
  const pattern = new RegExp(needle.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  return (text) => pattern.test(text);
}

function forgetBefore(first: number, positions: number[]): void {
  const kept = firstWhere(0, positions.length, (place) => (positions[place] as number) >= first);
  if (kept > 0) positions.splice(0, kept);
}

function frameOf({ nodes, kinds, charts, onlyChanges }: EventFilter): string {
  const sets = [nodes, kinds, charts].map((set) => [...set].sort());
  return JSON.stringify([...sets, onlyChanges]);
}
