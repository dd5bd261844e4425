/** What the user must know: a problem, a connection that is lost, a file that is being read. */
import { safeText } from '../../../chat/display/safeText.ts';
import { cancelPerforming, performedShare, play } from '../play/createPlay.ts';
import { dismissVanished, hub, vanished } from '../sources/live.ts';
import { dismissProblem, offer, reading, stopReading } from '../sources/reading.ts';
import { notice } from '../state/layout.ts';
import { problem, source } from '../state/shared.ts';
import { Button } from '../widgets/button.tsx';
import { formatCountOf } from '../widgets/format.ts';
import { Name } from '../widgets/name.tsx';

export function Messages() {
  return (
    <div class="shell-messages">
      <Problem />
      <ConnectionLost />
      <Vanished />
      <Progress />
      <Performing />
      <p class="shell-notice" role="status">
        {safeText(notice.value)}
      </p>
    </div>
  );
}

function Problem() {
  if (problem.value === null) return null;
  const part = offer.value;
  return (
    <div class="shell-message is-bad" role="alert">
      <p>{safeText(problem.value)}</p>
      {part && (
        <Button onClick={part.open}>
          Open the {formatCountOf(part.steps, 'step')} before that
        </Button>
      )}
      <Button onClick={dismissProblem}>Dismiss</Button>
    </div>
  );
}

function ConnectionLost() {
  if (source.value?.kind !== 'live' || hub.value === 'connected') return null;
  if (hub.value === 'connecting') return null;
  return (
    <div class="shell-message is-warning" role="alert">
      <p>
        The inspector's process has ended; what it told so far is here.{' '}
        {hub.value === 'lost'
          ? 'If it comes back, the page goes on.'
          : 'A new one has a new address: open the one that it prints.'}
      </p>
    </div>
  );
}

/** Processes that left without a word. */
function Vanished() {
  const names = vanished.value;
  if (names.length === 0 || source.value?.kind !== 'live') return null;
  return (
    <div class="shell-message is-warning" role="alert">
      <p>
        {names.map((name, place) => (
          <>
            {place > 0 && ', '}
            <Name of={name} />
          </>
        ))}{' '}
        stopped reporting without a word; what was told so far is here.
      </p>
      <Button onClick={dismissVanished}>Dismiss</Button>
    </div>
  );
}

/** A saved play that happens again, before it can be taken up; a play says so itself. */
function Performing() {
  const share = performedShare.value;
  if (share === null || play.value !== null) return null;
  return (
    <div class="shell-message" role="status">
      <label>
        The play happens again up to its end <progress max={1} value={share} />
      </label>
      <Button onClick={cancelPerforming}>Cancel</Button>
    </div>
  );
}

function Progress() {
  const current = reading.value;
  if (current === null) return null;
  return (
    <div class="shell-message" role="status">
      <label>
        Reading <Name of={current.title} />{' '}
        <progress max={1} {...(current.share === null ? {} : { value: current.share })} />
      </label>
      <Button onClick={stopReading}>Cancel</Button>
    </div>
  );
}
