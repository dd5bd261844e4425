import { signal } from '@preact/signals';
import { clipSafe } from '../../../../chat/display/clip.ts';
import type { TraceStep } from '../../../../trace/trace.ts';
import type { TimelineView } from '../../../model/types.ts';
import { cursor } from '../../state/shared.ts';
import { formatCount, formatTime } from '../../widgets/format.ts';
import { JsonTree } from '../../widgets/jsonTree/tree.tsx';

const isOpen = signal(false);

/** All that is known of the step at the cursor, as data. */
export function Detail({ story }: { story: TimelineView }) {
  const step = story.step(cursor.value);
  return (
    <details
      class="events-detail"
      open={isOpen.value}
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary class="events-title clipped strong">
        {step === undefined ? (
          'Before the first step'
        ) : (
          <>
            Step {formatCount(cursor.value)} at {formatTime(step.atMs)}:{' '}
            <bdi>{clipSafe(step.node, 40)}</bdi>, <bdi>{clipSafe(step.cause.kind, 40)}</bdi>
          </>
        )}
      </summary>
      {isOpen.value && (
        <div class="events-data">
          {step === undefined ? (
            <p class="view-empty">Nothing has happened yet.</p>
          ) : (
            <JsonTree
              label="The step at the cursor, as data"
              value={dataOf(story, step)}
              openDepth={1}
            />
          )}
        </div>
      )}
    </details>
  );
}

/** The step, and of a datagram that arrived in it what it carried. */
function dataOf(story: TimelineView, step: TraceStep): unknown {
  const { step: number, atMs, node, cause, ...rest } = step;
  const flight = cause.kind === 'datagram' ? story.flight(cause.datagram) : null;
  if (flight === null) return step;
  const { from, sentAt, datagram } = flight;
  return { step: number, atMs, node, cause, arrived: { from, sentAt, ...datagram }, ...rest };
}
