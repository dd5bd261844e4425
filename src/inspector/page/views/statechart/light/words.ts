/** A machine's states, events, transitions and effects in words. All of it is safe to be shown. */

import { clipSafe } from '../../../../../chat/display/clip.ts';
import type { MachineStep } from '../../../../../trace/trace.ts';
import type { Lighting } from './light.ts';

const MAX_WORDS = 300;
const MAX_NAME = 60;
const MAX_VALUE = 40;
const MAX_DEPTH = 16;

/** `online (mode: group.ready; table: synced.open)`. */
export function stateWords(value: unknown): string {
  return clipSafe(wordsOf(value, 0), MAX_WORDS);
}

function wordsOf(value: unknown, depth: number): string {
  if (typeof value === 'string') return nameWords(value);
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return '';
  const parts = Object.entries(value).map(([name, inside]) => ({
    name: nameWords(name),
    inside: wordsOf(inside, depth + 1),
  }));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) {
    if (only.inside === '') return only.name;
    const dot = only.inside.startsWith('(') ? ' ' : '.';
    return `${only.name}${dot}${only.inside}`;
  }
  const each = parts.map(({ name, inside }) => (inside === '' ? name : `${name}: ${inside}`));
  return each.length === 0 ? '' : `(${each.join('; ')})`;
}

/** Whatever somebody called something, on one line and not too long. */
export function nameWords(name: string, max = MAX_NAME): string {
  return clipSafe(name, max);
}

const AFTER = /^xstate\.after\.([^.]+)\./;

/** What came, as a chart writes it: `after keepaliveRetry`. */
export function eventWords(type: string): string {
  if (type === 'xstate.init') return 'start';
  if (type === 'xstate.stop') return 'stop';
  const delay = AFTER.exec(type)?.[1];
  if (delay === undefined) return nameWords(type);
  return `after ${nameWords(delay)}${/^\d+$/.test(delay) ? ' ms' : ''}`;
}

/** A transition's id taken apart; null if it is none. */
interface TransitionId {
  readonly state: string;
  readonly event: string;
  /** Which of the candidates for the event, from 0. */
  readonly index: number;
}

export function transitionOf(id: string): TransitionId | null {
  const [first, last] = [id.indexOf('|'), id.lastIndexOf('|')];
  const index = Number(id.slice(last + 1));
  if (first === last || !Number.isInteger(index)) return null;
  return { state: id.slice(0, first), event: id.slice(first + 1, last), index };
}

/** `proving, candidate 2`: where a transition begins, and which of the candidates was chosen. */
export function transitionWords(id: string): string {
  const transition = transitionOf(id);
  if (transition === null) return nameWords(id);
  const { state, index } = transition;
  const own = placeWords(state);
  return index === 0 ? own : `${own}, candidate ${index + 1}`;
}

/** A state's id as short as it is still clear: `keepalive.asking`, for there are several `asking`. */
export function placeWords(id: string): string {
  const names = id.split('.');
  return nameWords(
    names
      .slice(names.length > 1 ? 1 : 0)
      .slice(-2)
      .join('.'),
  );
}

/** `settled (outcome: acked)`: the type, and whatever else is short or has a kind. */
export function effectWords(effect: unknown): string {
  if (typeof effect === 'string') return nameWords(effect);
  const { type, ...rest } = (effect ?? {}) as { readonly type?: unknown };
  const details = Object.entries(rest)
    .flatMap(([key, value]) => {
      const short = shortOf(value);
      return short === null || short === ''
        ? []
        : [`${nameWords(key)}: ${nameWords(short, MAX_VALUE)}`];
    })
    .slice(0, 3);
  const name = typeof type === 'string' ? nameWords(type) : 'effect';
  return details.length === 0 ? name : `${name} (${details.join(', ')})`;
}

function shortOf(value: unknown): string | null {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  const { kind } = (value ?? {}) as { readonly kind?: unknown };
  return typeof kind === 'string' ? kind : null;
}

/** What one step of a machine was, for one line of text. */
export interface StepWords {
  readonly event: string;
  /** What the chart says of each transition that was taken: guard and actions. */
  readonly taken: readonly string[];
  /** What came of it where no transition says so. */
  readonly result: string;
  readonly effects: readonly string[];
}

const MAX_EFFECTS = 6;

/** @param told what the chart says of a transition, or null if it has none of that id */
export function stepWords(step: MachineStep, told: (id: string) => string | null): StepWords {
  const { event, taken, effects } = step;
  const shown = effects.slice(0, MAX_EFFECTS).map(effectWords);
  const hidden = effects.length - shown.length;
  return {
    event: eventWords(event.type),
    taken: taken.slice(0, MAX_EFFECTS).map((id) => {
      const text = told(id);
      return `${transitionWords(id)} ${text ?? ''}`.trim();
    }),
    result: resultOf(step),
    effects: hidden > 0 ? [...shown, `${hidden} more`] : shown,
  };
}

function resultOf({ event, taken, to }: MachineStep): string {
  if (taken.length > 0) return '';
  return /^xstate\.(init|stop)$/.test(event.type) ? stateWords(to) : 'ignored in this state';
}

/** What a lit chart shows, for those who do not see it. */
export function chartWords(
  name: string,
  lighting: Lighting,
  told: (id: string) => string | null,
): string {
  const { leaves, taken, started, isNow } = lighting;
  if (leaves.length === 0) return `${name} does not exist at this step.`;
  const states = leaves.map((state) => nameWords(state.slice(state.indexOf('.') + 1)));
  const transitions = taken.map((id) => {
    const transition = transitionOf(id);
    const event = transition === null ? '' : ` on ${eventWords(transition.event)}`;
    return `from ${transitionWords(id)}${event}: ${told(id) ?? 'a transition'}`;
  });
  if (started.length > 0) transitions.unshift('it started');
  const when = isNow ? 'In this step' : 'Last time';
  const last = transitions.length === 0 ? '' : ` ${when}: ${transitions.join('; ')}.`;
  return `${name} is in ${states.join(', ')}.${last}`;
}
