/** The delays of machines that are running. */

import { safeText } from '../../../../chat/display/safeText.ts';
import type { TimerView } from '../../../../lab/sandbox/sandbox.ts';
import { Button } from '../../widgets/button.tsx';
import { Name } from '../../widgets/name.tsx';
import type { ControlProps } from './controls.ts';
import { Rows } from './rows.tsx';
import { dueWords } from './words.ts';

export function Timers(props: ControlProps) {
  const { shown, isPast } = props;
  if (isPast) return <p class="fine">Fork from here to see what was waited for then.</p>;
  const timers = shown.sandbox.timers();
  return (
    <>
      <p class="fine">
        A delay that ends early breaks no promise: what takes a stated time is not judged for a
        while after.
      </p>
      <Rows items={timers} draw={(timer) => <Row key={timer.id} {...props} timer={timer} />} />
    </>
  );
}

function Row({ shown, timer }: ControlProps & { timer: TimerView }) {
  const { id, node, machine, delay, dueInMs } = timer;
  const deed = { do: 'fire', timer: id } as const;
  const obstacle = shown.sandbox.obstacleTo(deed);
  return (
    <li class="play-row in-row">
      <span class="play-what play-timer">
        <Name of={node} /> <code>{safeText(machine)}</code> {safeText(delay)}
        <span class="play-when soft">{dueWords(dueInMs)}</span>
      </span>
      <Button
        disabled={obstacle !== null}
        title={obstacle ?? 'The delay is over now'}
        aria-label={`Fire ${safeText(delay)} of ${safeText(machine)} now`}
        onClick={() => shown.do(deed)}
      >
        Fire now
      </Button>
    </li>
  );
}
