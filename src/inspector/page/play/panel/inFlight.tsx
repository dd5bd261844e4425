/** The datagrams on their way, and what can be done to them. */
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { safeText } from '../../../../chat/display/safeText.ts';
import type { Deed } from '../../../../lab/sandbox/log.ts';
import type { FlightView } from '../../../../lab/sandbox/sandbox.ts';
import type { Flight } from '../../../model/types.ts';
import { cursor, selectedFlight } from '../../state/shared.ts';
import { Button } from '../../widgets/button.tsx';
import { formatCount, formatDuration } from '../../widgets/format.ts';
import { Name } from '../../widgets/name.tsx';
import { fork } from '../createPlay.ts';
import type { ControlProps } from './controls.ts';
import { Rows } from './rows.tsx';
import { dueWords } from './words.ts';

const DELAYS_MS = [50, 200, 500, 1_000, 5_000];
/** How much a datagram is delayed by, in milliseconds. */
const delayMs = signal(200);

export function InFlight(props: ControlProps) {
  const { shown, isPast } = props;
  if (isPast) return <PastFlights {...props} />;
  const flights = shown.sandbox.flights();
  const selected = selectedFlight.value;
  const landed = selected !== null && !flights.some(({ id }) => id === selected);
  return (
    <>
      {landed && <Landed {...props} id={selected} />}
      {flights.length > 0 ? <DelayChoice /> : <Hint />}
      <Rows items={flights} draw={(flight) => <Row key={flight.id} {...props} flight={flight} />} />
    </>
  );
}

/** What was on its way at the cursor: to be looked at only. */
function PastFlights({ shown }: ControlProps) {
  const position = cursor.value;
  const flights = shown.timeline
    .flights(position, position)
    .filter(({ sentAt, arrivals }) => sentAt <= position && !(Number(arrivals[0]) <= position));
  return (
    <>
      <p class="fine">
        {flights.length === 0 ? 'Nothing was on its way then.' : 'On their way then. '}
        {flights.length > 0 && 'Fork from here, and you can drop, delay or duplicate them.'}
      </p>
      <Rows
        items={flights}
        draw={(flight) => (
          <li
            key={flight.id}
            class={`play-row in-row ${selectedFlight.value === flight.id ? 'is-selected' : ''}`}
          >
            <span class="play-what">
              <FlightName id={flight.id} from={flight.from} to={flight.to ?? flight.datagram.to} />{' '}
              <code>{safeText(flight.label)}</code>
            </span>
          </li>
        )}
      />
    </>
  );
}

function FlightName({ id, from, to }: { id: number; from: string; to: string }) {
  return (
    <>
      <span class="play-number soft">#{id}</span> <Name of={from} /> → <Name of={to} />
    </>
  );
}

/** What to try. */
function Hint() {
  return (
    <p class="fine">
      Nothing is on its way. Type <code>send bob hello</code> for alice: here you can drop what she
      sends; then step on (→) and see what she does about it.
    </p>
  );
}

/** The datagram that was clicked is not on its way any more: but it was. */
function Landed({ shown, id }: ControlProps & { id: number }) {
  const flight = shown.timeline.flight(id);
  if (!flight) return null;
  return (
    <div class="play-landed">
      <p>
        Datagram {id} (<span>{safeText(flight.label)}</span>, <Name of={flight.from} /> →{' '}
        <Name of={flight.to ?? flight.datagram.to} />) {endOf(flight)}.
      </p>
      <Button
        disabled={flight.sentAt < shown.timeline.first}
        onClick={() => fork(shown, flight.sentAt)}
      >
        Fork at step {formatCount(flight.sentAt)}, where it was sent
      </Button>
    </div>
  );
}

function endOf({ fate, arrivals }: Flight): string {
  if (fate === 'lost') return 'was lost';
  const [first] = arrivals;
  return first === undefined ? 'is not on its way' : `arrived at step ${formatCount(first)}`;
}

function DelayChoice() {
  return (
    <label>
      Delay by{' '}
      <select
        value={String(delayMs.value)}
        onChange={(event) => {
          delayMs.value = Number(event.currentTarget.value);
        }}
      >
        {DELAYS_MS.map((ms) => (
          <option key={ms} value={String(ms)}>
            {formatDuration(ms)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Row({ shown, flight }: ControlProps & { flight: FlightView }) {
  const { id, from, to, contents, arrivesInMs } = flight;
  const isSelected = selectedFlight.value === id;
  const row = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
  const select = () => {
    selectedFlight.value = isSelected ? null : id;
  };
  const copies = arrivesInMs.length > 1 ? `, ${arrivesInMs.length} copies` : '';
  return (
    <li ref={row} class={`play-row in-row ${isSelected ? 'is-selected' : ''}`}>
      <Button class="play-what" aria-pressed={isSelected} onClick={select}>
        <FlightName id={id} from={from} to={to} /> <code>{safeText(contents)}</code>
        <span class="play-when soft">
          {dueWords(arrivesInMs[0] ?? 0)}
          {copies}
        </span>
      </Button>
      {deedsTo(flight).map(([label, deed]) => (
        <Button key={label} aria-label={`${label} datagram ${id}`} onClick={() => shown.do(deed)}>
          {label}
        </Button>
      ))}
    </li>
  );
}

function deedsTo({ id, arrivesInMs }: FlightView): (readonly [string, Deed])[] {
  // A copy takes a little longer, so that the two are seen to be two.
  const copyMs = (arrivesInMs[0] ?? 0) + 10;
  return [
    ['Drop', { do: 'drop', datagram: id }],
    ['Duplicate', { do: 'duplicate', datagram: id, ms: copyMs }],
    ['Delay', { do: 'delay', datagram: id, ms: delayMs.value }],
    ['Deliver', { do: 'deliver', datagram: id }],
  ];
}
