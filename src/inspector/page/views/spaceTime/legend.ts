/** What the lines and marks of the space-time diagram mean: each drawn as it is drawn there. */
import type { Figure, Shape } from './layout/shapes.ts';
import { circle, cross, figure, line, path } from './layout/shapes.ts';

export interface LegendEntry {
  readonly words: string;
  readonly figures: readonly Figure[];
}

const Y = 13;

/** In the order in which they are explained. Each picture is 64 by 26 pixels. */
export function spaceTimeLegend(): LegendEntry[] {
  return [
    arrow('message', 'is-message', []),
    arrow('ack', 'is-ack', []),
    arrow('sent again', 'is-message is-again', [line('spaceTime-core', 4, Y, 52, Y)]),
    entry('lost', 'spaceTime-arrow is-message is-lost', [
      line('spaceTime-stroke', 4, Y, 42, Y),
      cross('spaceTime-lostMark', 42, Y, 5),
    ]),
    entry('under way', 'spaceTime-arrow is-message', [
      line('spaceTime-stroke', 4, Y, 42, Y),
      circle('spaceTime-underWayMark', 46, Y, 4.5),
    ]),
    entry('fate not known', 'spaceTime-arrow is-message is-unknown', [
      line('spaceTime-stroke', 4, Y, 56, Y),
    ]),
    lane('registering', 'is-registering', false),
    lane('in no group', 'is-nonGroup', true),
    lane('in a group', 'is-group', false),
    lane('deregistering', 'is-deregistering', false),
    entry('paused', 'spaceTime-lane is-paused', [line('spaceTime-standstill', 4, Y, 60, Y)]),
    entry('suspected by the server', 'spaceTime-lane', [
      line('spaceTime-belief is-suspect', 4, Y, 60, Y),
    ]),
    entry('held for lost by the server', 'spaceTime-lane', [
      line('spaceTime-belief is-lost', 4, Y, 60, Y),
    ]),
    entry('start of a process', 'spaceTime-mark', [circle('spaceTime-startMark', 32, Y, 6)]),
    entry('ended', 'spaceTime-mark', [line('spaceTime-endMark', 24, Y, 40, Y)]),
    entry('killed, or stopped reporting', 'spaceTime-mark', [
      cross('spaceTime-killMark', 32, Y, 7),
    ]),
    entry('timer', 'spaceTime-mark', [
      circle('spaceTime-clock', 32, Y, 5),
      path('spaceTime-hands', `M32 ${Y - 3.4}V${Y}H34.6`),
    ]),
    entry('command', 'spaceTime-mark', [
      path('spaceTime-commandMark', `M26 ${Y - 5}L38 ${Y}L26 ${Y + 5}Z`),
    ]),
    entry('acks of a broadcast', 'spaceTime-gathering', [
      path('spaceTime-bracket', `M6 ${Y + 6}V${Y}H58V${Y + 6}`),
      ...[20, 34, 58].map((x) => circle('spaceTime-count', x, Y, 3.2)),
    ]),
  ];
}

function arrow(words: string, kind: string, over: readonly Shape[]): LegendEntry {
  const tip = `M52 ${Y - 3.3}L60 ${Y}L52 ${Y + 3.3}`;
  const head =
    kind === 'is-ack' ? path('spaceTime-openHead', tip) : path('spaceTime-head', `${tip}Z`);
  return entry(words, `spaceTime-arrow ${kind}`, [
    line('spaceTime-stroke', 4, Y, kind === 'is-ack' ? 60 : 54, Y),
    ...over,
    head,
  ]);
}

function lane(words: string, mode: string, isHollow: boolean): LegendEntry {
  return entry(words, `spaceTime-lane is-up ${mode}`, [
    line('spaceTime-band', 4, Y, 60, Y),
    ...(isHollow ? [line('spaceTime-hollow', 4, Y, 60, Y)] : []),
  ]);
}

function entry(words: string, className: string, shapes: readonly Shape[]): LegendEntry {
  return { words, figures: [figure(words, className, shapes)] };
}
