import { useSignalEffect } from '@preact/signals';
import { player } from '../../state/player.ts';
import { cursor, selectedMachine, source } from '../../state/shared.ts';
import { Button } from '../../widgets/button.tsx';
import { captionsAround } from './captions.ts';

/** The sentence for where the cursor is, and the way to the ones beside it. */
export function CaptionBar() {
  useSignalEffect(showMachine);
  const captions = source.value?.captions;
  if (!captions || captions.length === 0) return null;
  const { current, previous, next } = captionsAround(captions, cursor.value);
  const goTo = (position: number | undefined) => {
    if (position !== undefined) player.send({ type: 'goTo', position });
  };
  return (
    <section class="shell-captions" aria-label="What happens here">
      <Button disabled={previous === null} onClick={() => goTo(previous?.position)}>
        ‹ Before
      </Button>
      <p aria-live="polite">
        {current && (
          <span class="fine">
            {captions.indexOf(current) + 1}/{captions.length}
          </span>
        )}
        {current?.text ?? 'Nothing has happened yet.'}
      </p>
      <Button disabled={next === null} onClick={() => goTo(next?.position)}>
        Next ›
      </Button>
      <TakeOver />
    </section>
  );
}

/** What would have happened otherwise: the story goes on as a play. */
function TakeOver() {
  const story = source.value;
  if (!story?.playFrom) return null;
  const position = cursor.value;
  return (
    <Button
      disabled={position < story.timeline.first}
      title="Begins a play that is the same up to this step: you decide how it goes on"
      onClick={() => story.playFrom?.(position)}
    >
      Take over here
    </Button>
  );
}

/** A sentence that has just been reached shows the machine that it is about. */
function showMachine(): void {
  const story = source.value;
  const position = cursor.value;
  const machine = story?.captions?.find((caption) => caption.position === position)?.machine;
  if (machine && story?.timeline.machineAt(position, machine.node, machine.machine)) {
    selectedMachine.value = machine;
  }
}
