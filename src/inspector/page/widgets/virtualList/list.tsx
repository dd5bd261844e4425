// biome-ignore-all lint/a11y/useSemanticElements: the rows of a table cannot be placed one by one
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus for all of them
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import './list.css';
import { rowAfterKey, scrollTopShowing, visibleRows } from './window.ts';

const OVERSCAN_ROWS = 6;

export interface VirtualListProps {
  readonly label: string;
  readonly count: number;
  /** Of each row and of the head, as the style sheet draws them. */
  readonly rowHeightPx: number;
  /** The cells of the head, with the role `columnheader`. */
  readonly head: ComponentChildren;
  /** The row where the keyboard is; it is kept in view when it changes. -1 if there is none. */
  readonly active: number;
  /** Whether the active row is the selected one, or only the nearest to it. */
  readonly isActiveSelected: boolean;
  /** For the grid of the columns, on the head and on each row. */
  readonly rowClass: string;
  /** The cells of a row, with the role `gridcell`. */
  renderRow(row: number): ComponentChildren;
  /** A row was clicked, or reached by a key. */
  onChoose(row: number): void;
}

/**
 * A grid of any length of which only the visible rows, and the active one, are in the document.
 * The keyboard stays on the grid; `aria-activedescendant` tells where in it.
 */
export function VirtualList(props: VirtualListProps) {
  const { label, count, rowHeightPx, active, rowClass } = props;
  const id = useId();
  const { box, scrolledPx, scroll, onScroll } = useScroll(rowHeightPx);
  useActiveInView(box, scrolledPx, active, scroll.heightPx, rowHeightPx, count);
  const { start, end } = visibleRows(scroll, rowHeightPx, count, OVERSCAN_ROWS);
  const rows = Array.from({ length: end - start }, (_, i) => start + i);
  const hasActive = active >= 0 && active < count;
  if (hasActive && (active < start || active >= end)) rows.push(active);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.floor(scroll.heightPx / rowHeightPx) - 1;
    const isChoice = event.key === 'Enter' && hasActive;
    const row = isChoice ? active : rowAfterKey(event.key, active, count, page);
    if (row === null) return;
    event.preventDefault();
    event.stopPropagation();
    props.onChoose(row);
  };

  return (
    <div
      ref={box}
      class="virtualList view-scroll"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-activedescendant={hasActive ? `${id}-${active}` : undefined}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" class="virtualList-head">
        <div role="row" aria-rowindex={1} class={rowClass} style={{ height: `${rowHeightPx}px` }}>
          {props.head}
        </div>
      </div>
      <div role="rowgroup" class="virtualList-body" style={{ height: `${count * rowHeightPx}px` }}>
        {rows.map((row) => (
          <Row key={row} id={`${id}-${row}`} row={row} list={props} />
        ))}
      </div>
    </div>
  );
}

function Row({ id, row, list }: { id: string; row: number; list: VirtualListProps }) {
  const { active, isActiveSelected, rowHeightPx, rowClass } = list;
  const isActive = row === active;
  const mark = isActiveSelected ? 'is-selected' : 'is-near';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keyboard
    <div
      id={id}
      role="row"
      aria-rowindex={row + 2}
      aria-selected={isActive && isActiveSelected}
      class={`virtualList-row ${rowClass} ${isActive ? mark : ''}`}
      style={{ height: `${rowHeightPx}px`, top: `${row * rowHeightPx}px` }}
      onClick={() => list.onChoose(row)}
    >
      {list.renderRow(row)}
    </div>
  );
}

/** What is seen of the rows. It changes only when other rows come into view. */
function useScroll(rowHeightPx: number) {
  const box = useRef<HTMLDivElement>(null);
  /** As the browser told last: to ask for it after each step would cost a layout. */
  const scrolledPx = useRef(0);
  const [scroll, setScroll] = useState({ scrollTopPx: 0, heightPx: 0 });
  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    scrolledPx.current = element.scrollTop;
    const scrollTopPx = Math.floor(scrolledPx.current / rowHeightPx) * rowHeightPx;
    const heightPx = Math.max(0, element.clientHeight - rowHeightPx);
    setScroll((known) => {
      const isKnown = known.scrollTopPx === scrollTopPx && known.heightPx === heightPx;
      return isKnown ? known : { scrollTopPx, heightPx };
    });
  };
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    onScroll();
    const observer = new ResizeObserver(onScroll);
    observer.observe(element);
    return () => observer.disconnect();
  }, [rowHeightPx]);
  return { box, scrolledPx, scroll, onScroll };
}

function useActiveInView(
  box: { readonly current: HTMLDivElement | null },
  scrolledPx: { current: number },
  active: number,
  heightPx: number,
  rowHeightPx: number,
  count: number,
): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || active < 0 || heightPx === 0) return;
    const seen = { scrollTopPx: scrolledPx.current, heightPx };
    const wanted = scrollTopShowing(active, seen, rowHeightPx, count);
    if (wanted !== seen.scrollTopPx) {
      element.scrollTop = wanted;
      scrolledPx.current = element.scrollTop;
    }
    // A list that grows is no reason to scroll back to the active row.
  }, [active, heightPx, rowHeightPx]);
}
