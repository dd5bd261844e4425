import type { ComponentChildren } from 'preact';
import { formatCount } from '../../widgets/format.ts';

/** Rows that are drawn; nobody looks for one among more. */
const SHOWN_ROWS = 100;

interface RowsProps<Item> {
  readonly items: readonly Item[];
  draw(item: Item): ComponentChildren;
}

export function Rows<Item>({ items, draw }: RowsProps<Item>) {
  return (
    <>
      <ul class="in-column">{items.slice(0, SHOWN_ROWS).map(draw)}</ul>
      {items.length > SHOWN_ROWS && (
        <p class="fine">and {formatCount(items.length - SHOWN_ROWS)} more</p>
      )}
    </>
  );
}
