/** Where the sentences of a tour belong: a mark in the gutter for each. */
import { clipSafe } from '../../../../../chat/display/clip.ts';
import type { Caption } from '../../../../tour/story.ts';
import type { Window } from './places.ts';
import type { Scale } from './scale.ts';
import type { Figure } from './shapes.ts';
import { path, round } from './shapes.ts';

/** Between the numbers of the steps and their times. */
const X = 43;
const REACH_PX = 4.5;

export function captionFigures(
  captions: readonly Caption[],
  scale: Scale,
  { fromPx, toPx }: Window,
): Figure[] {
  return captions.flatMap(({ position, text }) => {
    const y = scale.middlePx(position);
    if (y < fromPx || y > toPx) return [];
    const [top, bottom] = [round(y - REACH_PX), round(y + REACH_PX)];
    return [
      {
        key: `caption ${position}`,
        className: 'spaceTime-caption',
        title: clipSafe(text, 300),
        position,
        flight: null,
        shapes: [
          path(
            'spaceTime-captionMark',
            `M${X} ${top}L${X + REACH_PX} ${round(y)}L${X} ${bottom}L${X - REACH_PX} ${round(y)}Z`,
          ),
        ],
      },
    ];
  });
}
