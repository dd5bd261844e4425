/** What is known of the datagram that was selected. */

import { useMemo } from 'preact/hooks';
import { clipSafe } from '../../../../chat/display/clip.ts';
import type { TraceFrame } from '../../../../trace/trace.ts';
import type { TimelineView } from '../../../model/types.ts';
import { revision, seek, selectedFlight } from '../../state/shared.ts';
import { fateWords } from './layout/words.ts';
import './card.css';
import { Button } from '../../widgets/button.tsx';

const MAX_FRAMES = 40;

export function FlightCard({ story }: { story: TimelineView }) {
  const id = selectedFlight.value;
  void revision.value;
  const flight = id === null ? null : story.flight(id);
  if (flight === null) return null;
  const { from, to, datagram, sentAt, arrivals, label, isRetransmission } = flight;
  const close = () => {
    selectedFlight.value = null;
  };
  return (
    <aside
      class="spaceTime-card popover"
      aria-label="Selected datagram"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <Button class="spaceTime-close" label="Close" onClick={close}>
        ×
      </Button>
      <h3>
        <bdi>{clipSafe(from, 32)}</bdi> → <bdi>{clipSafe(to ?? datagram.to, 40)}</bdi>
      </h3>
      <p class="spaceTime-card-label">
        {isRetransmission ? '↻ ' : ''}
        {clipSafe(label, 80)}
      </p>
      <dl>
        <dt class="soft">datagram</dt>
        <dd>
          {datagram.id}, number {datagram.number} on its link
        </dd>
        <dt class="soft">size</dt>
        <dd>{datagram.bytes} bytes</dd>
        <dt class="soft">to</dt>
        <dd>{clipSafe(datagram.to, 80)}</dd>
        <dt class="soft">table version</dt>
        <dd>{datagram.tableVersion}</dd>
        <dt class="soft">fate</dt>
        <dd>{fateWords(flight, story)}</dd>
      </dl>
      <div class="in-row">
        <Button onClick={() => seek(sentAt)}>sent in step {sentAt}</Button>
        {arrivals.map((position) => (
          <Button key={position} onClick={() => seek(position)}>
            arrived in step {position}
          </Button>
        ))}
      </div>
      <Frames frames={datagram.frames} />
    </aside>
  );
}

function Frames({ frames }: { frames: readonly TraceFrame[] }) {
  const told = useMemo(() => frames.slice(0, MAX_FRAMES).map(frameTexts), [frames]);
  if (told.length === 0) return <p>Its bytes cannot be read.</p>;
  return (
    <ul class="spaceTime-frames">
      {told.map(({ head, body }, i) => (
        <li key={i}>
          <b>{head}</b>
          {body !== '' && <pre>{body}</pre>}
        </li>
      ))}
      {frames.length > MAX_FRAMES && <li>and {frames.length - MAX_FRAMES} more frames</li>}
    </ul>
  );
}

function frameTexts({ kind, id, more, packet }: TraceFrame): { head: string; body: string } {
  const head = `${clipSafe(kind, 40)}${id > 0 ? ` ${id}` : ''}${more ? ', goes on in another frame' : ''}`;
  if (packet === undefined) return { head, body: '' };
  return { head, body: clipSafe(packetWords(packet), 600) };
}

function packetWords(packet: unknown): string {
  if (typeof packet !== 'object' || packet === null) return String(packet);
  const { kind: _, ...fields } = packet as Record<string, unknown>;
  try {
    return JSON.stringify(fields) ?? '';
  } catch {
    // Nested deeper than the stack.
    return '…';
  }
}
