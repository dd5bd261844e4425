/** Every view, under its name. */
import type { ComponentType } from 'preact';
import type { TimelineView } from '../../../model/types.ts';
import { PlayPanel } from '../../play/panel/panel.tsx';
import type { ViewName } from '../../state/layout.ts';
import { viewId } from '../../state/layout.ts';
import { source, timeline } from '../../state/shared.ts';
import { ContextView } from '../../views/context/context.tsx';
import { EventsView } from '../../views/events/events.tsx';
import { PromisesView } from '../../views/promises/promises.tsx';
import { SpaceTimeView } from '../../views/spaceTime/spaceTime.tsx';
import { StatechartView } from '../../views/statechart/statechart.tsx';
import { TablesView } from '../../views/tables/tables.tsx';
import { Boundary } from '../boundary.tsx';

interface ViewEntry {
  readonly title: string;
  readonly View: ComponentType<{ readonly story: TimelineView }>;
}

/** In the order of their shortcuts, from 1. */
const VIEWS: Readonly<Record<ViewName, ViewEntry>> = {
  spaceTime: { title: 'Space-time', View: SpaceTimeView },
  statechart: { title: 'Statechart', View: StatechartView },
  events: { title: 'Events', View: EventsView },
  context: { title: 'Context', View: ContextView },
  tables: { title: 'Tables', View: TablesView },
  promises: { title: 'Promises', View: PromisesView },
  play: { title: 'Play', View: PlayPanel },
};

const NAMES = Object.keys(VIEWS) as ViewName[];

export function viewTitle(name: ViewName): string {
  return VIEWS[name].title;
}

/** The views that there are in this story. */
export function viewNames(): readonly ViewName[] {
  return source.value?.kind === 'play' ? NAMES : NAMES.filter((name) => name !== 'play');
}

interface PanelProps {
  readonly name: ViewName;
  /** The `id` of its tab; without it the box names itself. */
  readonly labelledBy?: string;
}

/** The box of a view. */
export function Panel({ name, labelledBy }: PanelProps) {
  const { title, View } = VIEWS[name];
  const story = timeline.value;
  const label = labelledBy
    ? ({ role: 'tabpanel', 'aria-labelledby': labelledBy } as const)
    : ({ role: 'region', 'aria-label': title } as const);
  return (
    <div class="shell-panel" id={viewId(name)} tabIndex={-1} {...label}>
      <Boundary title={title}>{story && <View story={story} />}</Boundary>
    </div>
  );
}
