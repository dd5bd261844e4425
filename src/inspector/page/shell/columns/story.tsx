/** The views of a story, side by side or one at a time. */

import {
  chartShare,
  columnTab,
  diagramShare,
  isNarrow,
  leftShare,
  sideTab,
} from '../../state/layout.ts';
import { source } from '../../state/shared.ts';
import { Splitter } from './splitter.tsx';
import { Tabs } from './tabs.tsx';
import { Panel, viewNames } from './views.tsx';
import './columns.css';

const SIDE_VIEWS = ['events', 'context', 'tables', 'promises'] as const;

export function Story() {
  if (isNarrow.value) {
    return (
      <main class="shell-main is-column">
        <Tabs label="Views" views={viewNames()} chosen={columnTab} />
      </main>
    );
  }
  const left = leftShare.value;
  return (
    <main class="shell-main" style={{ gridTemplateColumns: `${left}fr auto ${100 - left}fr` }}>
      {source.value?.kind === 'play' ? <DiagramAndPlay /> : <Panel name="spaceTime" />}
      <Splitter label="Diagram and statechart" between="columns" share={leftShare} />
      <ChartAndSide />
    </main>
  );
}

function DiagramAndPlay() {
  const share = diagramShare.value;
  return (
    <div class="shell-stack" style={{ gridTemplateRows: `${share}fr auto ${100 - share}fr` }}>
      <Panel name="spaceTime" />
      <Splitter label="Diagram and play" between="rows" share={diagramShare} />
      <Panel name="play" />
    </div>
  );
}

function ChartAndSide() {
  const share = chartShare.value;
  return (
    <div class="shell-stack" style={{ gridTemplateRows: `${share}fr auto ${100 - share}fr` }}>
      <Panel name="statechart" />
      <Splitter label="Statechart and details" between="rows" share={chartShare} />
      <Tabs label="Details" views={SIDE_VIEWS} chosen={sideTab} />
    </div>
  );
}
