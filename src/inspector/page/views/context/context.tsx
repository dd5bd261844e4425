import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { clipSafe } from '../../../../chat/words/clip.ts';
import type { MachineStep } from '../../../../trace/trace.ts';
import { diff } from '../../../model/diff.ts';
import type { MachineChange, TimelineView } from '../../../model/types.ts';
import type { MachineName } from '../../state/shared.ts';
import { cursor, revision, seek, selectedMachine, timeline } from '../../state/shared.ts';
import { formatCount } from '../../widgets/format.ts';
import './context.css';
import { JsonTree } from '../../widgets/jsonTree/tree.tsx';
import { select } from '../statechart/state.ts';
import { machineChoices } from './choice.ts';
import { Difference } from './diff.tsx';
import { diffSummary, doneWords } from './words.ts';

const NAME_CHARACTERS = 80;

/** What the selected machine's step at the cursor, or its last before, did to its context. */
export function ContextView(): JSX.Element {
  const story = timeline.value;
  // When the story has grown, the machine may have a next step.
  revision.value;
  if (story === null) return <p class="view-empty">No story is open.</p>;
  const machine = selectedMachine.value;
  return (
    <div class="view context has-smallButtons">
      {machine === null ? (
        <MachineChoice story={story} />
      ) : (
        <Chosen story={story} machine={machine} />
      )}
    </div>
  );
}

/** The machines of the step at the cursor, and then the others that live. */
function MachineChoice({ story }: { story: TimelineView }) {
  const { own, others, hidden } = machineChoices(story, cursor.value);
  if (own.length + others.length === 0) {
    return <p class="view-empty">No machine has started yet.</p>;
  }
  const head = own.length > 0 ? 'The machines of this step:' : 'No machine took part in this step.';
  return (
    <>
      <p class="view-strip context-head">Whose context? {head}</p>
      <ul class="view-scroll context-choice">
        {[...own, ...others].map(({ node, machine, did }) => (
          <li key={`${node} ${machine}`}>
            <button type="button" onClick={() => select({ node, machine })}>
              <bdi>{name(node)}</bdi>: <bdi>{name(machine)}</bdi>
            </button>{' '}
            <bdi>{did}</bdi>
          </li>
        ))}
        {hidden > 0 && (
          <li>and {formatCount(hidden)} more: the list above the statechart has them all</li>
        )}
      </ul>
    </>
  );
}

interface ChosenProps {
  readonly story: TimelineView;
  readonly machine: MachineName;
}

function Chosen({ story, machine: { node, machine } }: ChosenProps) {
  const change = story.changeAt(cursor.value, node, machine);
  const isOver = story.machineAt(cursor.value, node, machine)?.isOver ?? false;
  return (
    <>
      <div class="view-strip context-head">
        <strong>
          <bdi>{name(node)}</bdi>: <bdi>{name(machine)}</bdi>
        </strong>
        {isOver && <span class="context-over">ended</span>}
        <span class="context-buttons">
          <Neighbour story={story} node={node} machine={machine} way={-1} />
          <Neighbour story={story} node={node} machine={machine} way={1} />
          <button
            type="button"
            onClick={() => {
              selectedMachine.value = null;
            }}
          >
            choose another
          </button>
        </span>
      </div>
      {change === null ? (
        <p class="view-empty">This machine has done nothing yet at this step.</p>
      ) : (
        <Change story={story} change={change} />
      )}
    </>
  );
}

interface NeighbourProps extends MachineName {
  readonly story: TimelineView;
  readonly way: 1 | -1;
}

function Neighbour({ story, node, machine, way }: NeighbourProps) {
  const position = story.neighbour(cursor.value, node, machine, way);
  const label = way === 1 ? 'Next step of this machine' : 'Previous step of this machine';
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={position === null}
      onClick={() => position !== null && seek(position)}
    >
      {way === 1 ? '→' : '←'}
    </button>
  );
}

function Change({ story, change }: { story: TimelineView; change: MachineChange }) {
  const { position, contextBefore, step } = change;
  const rows = useMemo(() => diff(contextBefore, step.context), [contextBefore, step.context]);
  const own = story.step(position)?.machines.filter(({ machine }) => machine === step.machine);
  // Where the step itself is not kept any more, what is known of it is.
  const steps = own && own.length > 0 ? own : [step];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
    <section class="view-scroll context-body" tabIndex={0} aria-label="What changed">
      <p class="context-when">
        {position === cursor.value ? (
          'In this step'
        ) : (
          <>
            Last in{' '}
            <button type="button" onClick={() => seek(position)}>
              step {formatCount(position)}
            </button>
          </>
        )}
        : <bdi>{steps.map(doneWords).join('; ')}</bdi>
      </p>
      <Part title={`Context: ${diffSummary(rows)}`}>
        <Difference rows={rows} />
      </Part>
      {steps.map((one, i) => (
        <Taken key={`${i} ${one.machine}`} step={one} />
      ))}
    </section>
  );
}

function Taken({ step: { event, effects } }: { step: MachineStep }) {
  const type = clipSafe(event.type, NAME_CHARACTERS);
  return (
    <>
      <Part title={`Event: ${type}`}>
        <JsonTree label="The event" value={event} openDepth={1} />
      </Part>
      <Part title={effects.length === 0 ? 'No effects' : `Effects: ${formatCount(effects.length)}`}>
        {effects.length > 0 && <JsonTree label="The effects" value={effects} openDepth={0} />}
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <section class="context-part">
      <h3>
        <bdi>{title}</bdi>
      </h3>
      {children}
    </section>
  );
}

function name(text: string): string {
  return clipSafe(text, NAME_CHARACTERS);
}
