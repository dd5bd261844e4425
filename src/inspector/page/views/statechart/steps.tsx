/** What the machine did, in words: event, guard that chose, actions and effects. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { cursor, seek, timeline } from '../../state/shared.ts';
import { Button } from '../../widgets/button.tsx';
import type { StepWords } from './light/words.ts';
import { nameWords, stepWords } from './light/words.ts';
import type { ShownMachine } from './state.ts';
import { machineTitle, scene, select, shown, shownMachine } from './state.ts';

const MAX_ROWS = 4;
const MAX_BUTTONS = 12;
/** Changes are told no more often than one can listen. */
const ANNOUNCE_MS = 1_200;

export function StatechartSteps() {
  const machine = shownMachine.value;
  return (
    <div class="statechart-steps">
      {scene.value === 'overview' ? <Overview /> : machine && <Machine machine={machine} />}
      <Announcement />
    </div>
  );
}

function Overview() {
  const [story, position] = [timeline.value, cursor.value];
  const step = story?.step(position);
  if (!story || !step) return <p>Nothing has happened yet.</p>;
  const machines = [...new Set(step.machines.map(({ machine }) => machine))];
  const hidden = machines.length - MAX_BUTTONS;
  return (
    <>
      <p class="statechart-row in-row">
        <bdi class="strong">{nameWords(step.node)}</bdi>
        <bdi>{nameWords(story.event(position)?.title ?? step.cause.kind, 200)}</bdi>
      </p>
      <p class="statechart-row in-row">
        {machines.length === 0 ? 'No machine took part.' : 'Took part:'}
        {machines.slice(0, MAX_BUTTONS).map((machine) => (
          <Button key={machine} onClick={() => select({ node: step.node, machine })}>
            <bdi>{nameWords(machine)}</bdi>
          </Button>
        ))}
        {hidden > 0 && `and ${hidden} more`}
      </p>
    </>
  );
}

function Machine({ machine }: { machine: ShownMachine }) {
  const { name, doing, state } = machine;
  if (doing === null) {
    return (
      <p>
        <bdi>{machineTitle(name)}</bdi> has done nothing yet.
      </p>
    );
  }
  const sheet = shown.value?.sheet ?? null;
  const rows = doing.steps
    .slice(0, MAX_ROWS)
    .map((step) => stepWords(step, (id) => sheet?.told(id) ?? null));
  const hidden = doing.steps.length - rows.length;
  return (
    <>
      {rows.map((words, i) => (
        <p key={i} class="statechart-row in-row">
          {i === 0 && <When position={doing.position} isOver={state?.isOver === true} />}
          <Words words={words} />
        </p>
      ))}
      {hidden > 0 && <p>and {hidden} more events in this step</p>}
    </>
  );
}

function When({ position, isOver }: { position: number; isOver: boolean }) {
  const over = isOver && <span class="soft"> · over</span>;
  if (position === cursor.value)
    return <span class="statechart-now strong">◆ This step{over}</span>;
  return (
    <span class="soft">
      <Button onClick={() => seek(position)}>Step {position}</Button>
      {over}
    </span>
  );
}

function Words({ words }: { words: StepWords }) {
  const { event, taken, result, effects } = words;
  return (
    <>
      <bdi class="strong">{event}</bdi>
      {taken.map((text) => (
        <bdi key={text} class="statechart-taken">
          {text}
        </bdi>
      ))}
      {result !== '' && <bdi class="statechart-result">{result}</bdi>}
      {effects.length > 0 && <bdi class="soft">effects: {effects.join(', ')}</bdi>}
    </>
  );
}

/** The drawing's description, told to those who listen. */
function Announcement() {
  const said = useSignal('');
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useSignalEffect(() => {
    void shown.value?.words;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      said.value = shown.value?.words ?? '';
    }, ANNOUNCE_MS);
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return (
    <p class="unseen" role="status" aria-live="polite">
      {said.value}
    </p>
  );
}
