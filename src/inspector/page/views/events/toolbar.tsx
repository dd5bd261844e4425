import { useEffect, useRef, useState } from 'preact/hooks';
import type { EventFilter, TimelineView } from '../../../model/types.ts';
import { Choice } from './choice.tsx';
import './toolbar.css';
import { CHARTS } from '../../../model/machines/charts.ts';
import { Button } from '../../widgets/button.tsx';
import { countWords, isEverything, KINDS, NO_FILTER } from './filter.ts';

/** How long nothing must be typed before it is searched for. */
const TYPING_PAUSE_MS = 150;

export interface ToolbarProps {
  readonly story: TimelineView;
  readonly filter: EventFilter;
  readonly matches: number;
  onFilter(change: Partial<EventFilter>): void;
  /** To the next match or the previous one. */
  onMatch(way: 1 | -1): void;
}

export function Toolbar({ story, filter, matches, onFilter, onMatch }: ToolbarProps) {
  const nodes = story.lanes.map(({ node }) => node);
  return (
    <div class="view-strip in-column">
      <div class="in-row">
        <Search {...{ filter, onFilter, onMatch }} />
        <Button label="Previous match" disabled={matches === 0} onClick={() => onMatch(-1)}>
          ↑
        </Button>
        <Button label="Next match" disabled={matches === 0} onClick={() => onMatch(1)}>
          ↓
        </Button>
        {/* A story that grows is not news for who hears the page; what a filter finds is. */}
        <output class="fine" aria-live={isEverything(filter) ? 'off' : 'polite'}>
          {countWords(matches, story, filter)}
        </output>
      </div>
      <div class="in-row">
        <Choice
          plural="nodes"
          options={nodes}
          chosen={filter.nodes}
          onChange={(chosen) => onFilter({ nodes: chosen })}
        />
        <Choice
          plural="kinds"
          options={KINDS}
          chosen={filter.kinds}
          onChange={(kinds) => onFilter({ kinds })}
        />
        <Choice
          plural="charts"
          options={CHARTS}
          chosen={filter.charts}
          onChange={(charts) => onFilter({ charts })}
        />
        <label
          class="events-option"
          title="Leave out steps in which nothing was sent, shown or changed"
        >
          <input
            type="checkbox"
            checked={filter.onlyChanges}
            onChange={() => onFilter({ onlyChanges: !filter.onlyChanges })}
          />
          only changes
        </label>
        {!isEverything(filter) && <Button onClick={() => onFilter(NO_FILTER)}>clear</Button>}
      </div>
    </div>
  );
}

function Search({
  filter,
  onFilter,
  onMatch,
}: Pick<ToolbarProps, 'filter' | 'onFilter' | 'onMatch'>) {
  const [typed, setTyped] = useState(filter.text);
  const applied = useRef(filter.text);
  // The filters were cleared, or another story was opened.
  useEffect(() => {
    if (filter.text !== applied.current) setTyped(filter.text);
    applied.current = filter.text;
  }, [filter.text]);
  const apply = () => {
    if (typed === applied.current) return;
    applied.current = typed;
    onFilter({ text: typed });
  };
  useEffect(() => {
    const timer = setTimeout(apply, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    apply();
    onMatch(event.shiftKey ? -1 : 1);
  };
  return (
    <input
      id="events-search"
      class="events-search"
      type="search"
      placeholder="search the steps"
      aria-label="Search the steps: Enter goes to the next match, Shift+Enter to the previous one"
      spellcheck={false}
      autocomplete="off"
      value={typed}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
