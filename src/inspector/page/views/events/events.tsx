// biome-ignore-all lint/a11y/useSemanticElements: cells of a grid whose rows are placed one by one
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus for all of them

import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { clipSafe } from '../../../../chat/display/clip.ts';
import type { EventFilter, EventRow, TimelineView } from '../../../model/types.ts';
import { cursor, revision, seek, timeline } from '../../state/shared.ts';
import './events.css';
import { VirtualList } from '../../widgets/virtualList/list.tsx';
import { Detail } from './detail.tsx';
import { isEverything, lastUpTo, matchFrom, NO_FILTER, seconds, withoutNode } from './filter.ts';
import { KindIcon } from './kind.tsx';
import { Toolbar } from './toolbar.tsx';

/** As the style sheet draws them. */
const ROW_HEIGHT_PX = 24;
/** What is drawn of a title or a name; all of it stands in the detail of the step. */
const CELL_CHARACTERS = 240;

/** Stays while the view is not shown; what was chosen in one story means nothing in another. */
const filter = signal<EventFilter>(NO_FILTER);
timeline.subscribe(() => {
  filter.value = NO_FILTER;
});

/** The list of events, with search and filters, and the step at the cursor as data. */
export function EventsView({ story }: { story: TimelineView }) {
  const grown = revision.value;
  const wanted = filter.value;
  const matches = useMemo(() => story.matching(wanted), [story, wanted, grown]);
  return (
    <div class="view events">
      <Toolbar
        story={story}
        filter={wanted}
        matches={matches.length}
        onFilter={(change) => {
          filter.value = { ...filter.value, ...change };
        }}
        onMatch={(way) => {
          // The filter may have changed in this very turn.
          const position = matchFrom(story.matching(filter.value), cursor.value, way);
          if (position !== null) seek(position);
        }}
      />
      <div class="events-panes">
        {matches.length === 0 ? <Nothing filter={wanted} /> : <List {...{ story, matches }} />}
        <Detail story={story} />
      </div>
    </div>
  );
}

function Nothing({ filter: wanted }: { filter: EventFilter }) {
  const what = isEverything(wanted) ? 'Nothing has happened yet.' : 'No step passes the filters.';
  return <p class="view-empty">{what}</p>;
}

interface ListProps {
  readonly story: TimelineView;
  /** Positions; may be long, and grows. */
  readonly matches: readonly number[];
}

function List({ story, matches }: ListProps) {
  const active = lastUpTo(matches, cursor.value);
  return (
    <VirtualList
      label="Steps"
      count={matches.length}
      rowHeightPx={ROW_HEIGHT_PX}
      rowClass="events-row"
      head={HEAD}
      active={active}
      isActiveSelected={matches[active] === cursor.value}
      renderRow={(row) => <Cells event={story.event(matches[row] ?? 0)} />}
      onChoose={(row) => seek(matches[row] ?? cursor.value)}
    />
  );
}

const HEAD = (
  <>
    <span role="columnheader" class="events-number">
      step
    </span>
    <span role="columnheader" class="events-number soft">
      time (s)
    </span>
    <span role="columnheader">node</span>
    <span role="columnheader" aria-label="kind">
      <span class="events-kindWord">kind</span>
    </span>
    <span role="columnheader">what</span>
    <span role="columnheader" class="events-machines soft">
      machines
    </span>
  </>
);

function Cells({ event }: { event: EventRow | null }) {
  if (event === null) return null;
  const title = clipSafe(withoutNode(event.title, event.node), CELL_CHARACTERS);
  const machines = clipSafe(event.machines.join(', '), CELL_CHARACTERS);
  const kind = clipSafe(event.kind, CELL_CHARACTERS);
  return (
    <>
      <span role="gridcell" class="events-number">
        <span class="events-mark" aria-hidden="true" />
        {event.position}
      </span>
      <span role="gridcell" class="events-number soft">
        {seconds(event.atMs)}
      </span>
      <span role="gridcell">
        <bdi>{clipSafe(event.node, CELL_CHARACTERS)}</bdi>
      </span>
      <span role="gridcell" class="events-kind" title={kind}>
        <KindIcon kind={event.kind} />
        <span class="events-kindWord">{kind}</span>
      </span>
      <span role="gridcell" title={title}>
        <bdi>{title}</bdi>
      </span>
      <span role="gridcell" class="events-machines soft" title={machines}>
        <bdi>{machines}</bdi>
      </span>
    </>
  );
}
