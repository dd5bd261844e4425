import { revision, source, timeline } from '../../state/shared.ts';
import { formatCount, formatCountOf } from '../../widgets/format.ts';

/** How many steps there are, and how many are not here. */
export function Counts() {
  revision.value;
  const story = timeline.value;
  if (story === null) return null;
  const { first, last, dropped } = story;
  return (
    <p class="shell-counts soft">
      <span>{formatCountOf(Math.max(0, last - first + 1), 'step')}</span>
      {dropped > 0 && (
        <span class="shell-dropped strong" title={droppedSentence(dropped)}>
          {formatCount(dropped)} dropped
          <span class="unseen">: {droppedSentence(dropped)}</span>
        </span>
      )}
    </p>
  );
}

function droppedSentence(dropped: number): string {
  const them = `${formatCountOf(dropped, 'step')} of this story ${dropped === 1 ? 'is' : 'are'}`;
  return source.value?.kind === 'trace'
    ? `${them} missing in the trace: they were left out when it was written.`
    : `${them} not kept: only the newest are, so that the memory they take is bounded.`;
}
