/** The names over the lanes, and what each process is like at the cursor. */
import { safeText } from '../../../../chat/display/safeText.ts';
import { laneWords } from './layout/lanes.ts';
import { GUTTER_PX } from './layout/layout.ts';
import type { Lanes } from './layout/places.ts';
import { WORDY_LANE_PX } from './layout/places.ts';
import type { SpaceTimeIndex } from './layout/storyIndex.ts';
import './heads.css';

export interface LaneHeadsProps {
  readonly lanes: Lanes;
  readonly index: SpaceTimeIndex;
  readonly position: number;
}

export function LaneHeads({ lanes, index, position }: LaneHeadsProps) {
  const { laneWidthPx, nodes } = lanes;
  const isUpright = laneWidthPx < WORDY_LANE_PX;
  const widthPx = Math.min(190, laneWidthPx - 4);
  return (
    <div
      class={`spaceTime-heads${isUpright ? ' is-upright' : ''}`}
      style={{ width: `${GUTTER_PX + lanes.widthPx}px` }}
    >
      <div class="spaceTime-corner soft" style={{ width: `${GUTTER_PX}px` }}>
        <span>step</span>
        <span>time</span>
      </div>
      {nodes.map((node) => {
        const state = index.stateAt(node, position);
        const words = laneWords(state);
        const name = safeText(node);
        return (
          <div
            key={node}
            class={`spaceTime-head-box is-${state.process} is-${state.mode ?? 'plain'}`}
            title={`${name}: ${words}`}
            style={{
              left: `${GUTTER_PX + (lanes.xOf(node) ?? 0) - widthPx / 2}px`,
              width: `${widthPx}px`,
            }}
          >
            <bdi class="clipped strong">{name}</bdi>
            <span class="clipped fine">{words}</span>
          </div>
        );
      })}
    </div>
  );
}
