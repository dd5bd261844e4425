/** What is shown where, and what the page says beside its views. */
import { signal } from '@preact/signals';

export type ViewName =
  | 'spaceTime'
  | 'statechart'
  | 'events'
  | 'context'
  | 'tables'
  | 'promises'
  | 'play';

/** One column, with tabs over all views. */
export const isNarrow = signal(false);
/** The view that is shown in one column. */
export const columnTab = signal<ViewName>('spaceTime');
/** The view below the statechart, where there is room for several. */
export const sideTab = signal<ViewName>('events');
/** Shares of the width, the right column's height and the left one's, in percent. */
export const leftShare = signal(54);
export const chartShare = signal(58);
export const diagramShare = signal(62);
/** A word for the user that needs no answer, such as that a link was copied. */
export const notice = signal('');

/** Says something for a moment. */
export function notify(text: string): void {
  notice.value = text;
  setTimeout(() => {
    if (notice.value === text) notice.value = '';
  }, NOTICE_MS);
}

/** Long enough to be read, short enough not to be in the way. */
const NOTICE_MS = 4_000;

/** Shows a view and gives it the focus. */
export function showView(name: ViewName): void {
  if (isNarrow.value) columnTab.value = name;
  else if (name !== 'spaceTime' && name !== 'statechart' && name !== 'play') sideTab.value = name;
  requestAnimationFrame(() => document.getElementById(viewId(name))?.focus());
}

/** Shows the events and puts the caret in their search. */
export function focusSearch(): void {
  showView('events');
  requestAnimationFrame(() => {
    const search = `#${viewId('events')} input[type="search"]`;
    document.querySelector<HTMLInputElement>(search)?.focus();
  });
}

/** The `id` of a view's box. */
export function viewId(name: ViewName): string {
  return `view-${name}`;
}

const NARROW = '(max-width: 1000px)';

/** Follows the width of the window. */
export function watchWidth(): void {
  const query = matchMedia(NARROW);
  isNarrow.value = query.matches;
  query.addEventListener('change', ({ matches }) => {
    isNarrow.value = matches;
  });
}
