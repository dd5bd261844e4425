/** What one can change about how the space-time diagram is drawn, and what its lines mean. */

import { Button } from '../../widgets/button.tsx';
import { Figures } from './figures.tsx';
import { spaceTimeLegend } from './legend.ts';
import { canZoomIn, canZoomOut, isTimeScale, laneZoom, widenBy, zoomBy } from './zoom.ts';

export interface SpaceTimeBarProps {
  /** There is more than was drawn. */
  readonly isCut: boolean;
  readonly laneWidthPx: number;
}

export function SpaceTimeBar({ isCut, laneWidthPx }: SpaceTimeBarProps) {
  return (
    <div class="view-strip in-row spaceTime-bar" role="toolbar" aria-label="Space-time diagram">
      <Zoom what="rows" less={canZoomOut.value} more={canZoomIn.value} change={zoomBy} />
      <Zoom
        what="lanes"
        less={laneWidthPx > 24}
        more={laneZoom.value < 4 && laneWidthPx < 600}
        change={widenBy}
      />
      <label class="in-row">
        <input
          type="checkbox"
          checked={isTimeScale.value}
          onChange={(event) => {
            isTimeScale.value = event.currentTarget.checked;
          }}
        />
        true time scale
      </label>
      {isCut && (
        <span class="spaceTime-cut strong" role="status">
          Too much happens here to draw all of it: zoom in.
        </span>
      )}
      <details class="spaceTime-legend">
        <summary>Legend</summary>
        <div class="spaceTime-legend-box popover">
          {spaceTimeLegend().map(({ words, figures }) => (
            <div key={words} class="in-row">
              <Figures name="legend" figures={figures} widthPx={64} fromPx={0} toPx={26} />
              <span>{words}</span>
            </div>
          ))}
        </div>
      </details>
    </div>
  );
}

interface ZoomProps {
  readonly what: string;
  readonly less: boolean;
  readonly more: boolean;
  change(way: 1 | -1): void;
}

function Zoom({ what, less, more, change }: ZoomProps) {
  return (
    <fieldset class="spaceTime-zoom in-row">
      <legend class="unseen">{what}</legend>
      <Button disabled={!less} label={`Smaller ${what}`} onClick={() => change(-1)}>
        −
      </Button>
      <span aria-hidden="true">{what}</span>
      <Button disabled={!more} label={`Larger ${what}`} onClick={() => change(1)}>
        +
      </Button>
    </fieldset>
  );
}
