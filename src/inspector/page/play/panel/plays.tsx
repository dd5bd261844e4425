/** This play and the others. */

import { problem } from '../../state/shared.ts';
import { Button } from '../../widgets/button.tsx';
import { formatCountOf, formatTime } from '../../widgets/format.ts';
import { branches, openNewPlay, saveTrace, show } from '../createPlay.ts';
import type { ControlProps } from './controls.ts';

export function Plays({ shown }: ControlProps) {
  return (
    <>
      <ul class="in-column">
        {branches.value.map((branch) => (
          <li key={branch.name} class={`play-row in-row ${branch === shown ? 'is-selected' : ''}`}>
            <span class="play-what">
              {branch.title}
              <span class="play-when soft">
                {formatCountOf(branch.timeline.last, 'step')}, {formatTime(branch.sandbox.nowMs)}
              </span>
            </span>
            {branch === shown ? (
              <span class="fine">is shown</span>
            ) : (
              <Button aria-label={`Go to ${branch.name}`} onClick={() => show(branch)}>
                Go to
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Button onClick={() => saveTrace(shown)}>Save as trace</Button>
      <NewPlay />
    </>
  );
}

function NewPlay() {
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const seed = Number(form.get('seed'));
    const isSeed = Number.isSafeInteger(seed) && seed >= 0;
    if (isSeed) openNewPlay({ seed });
    else problem.value = `A seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`;
  };
  return (
    <form class="play-new in-row" onSubmit={onSubmit}>
      <label>
        Seed <input name="seed" inputMode="numeric" value="1" autocomplete="off" />
      </label>
      <button type="submit" title="The same seed and the same deeds give the same play">
        New play
      </button>
    </form>
  );
}
